// SPDX-License-Identifier: Apache-2.0
#include "scaled_frames.hpp"

#include <sys/mman.h>

#include <opencv2/imgproc.hpp>

namespace bench {

ScaledFrames::ScaledFrames(Frames& frames, FrameSize size) : size_(size), memory_(size.bytes() * Frames::kCount) {
  for (std::uint32_t i = 0; i < Frames::kCount; ++i) {
    const cv::Mat picture(kHeight, kWidth, CV_8UC3, frames.frame(i));
    cv::Mat target(size.height, size.width, CV_8UC3, const_cast<std::uint8_t*>(frame(i)));
    cv::resize(picture, target, target.size());
  }
}

ScaledFrames::ScaledFrames(int descriptor, FrameSize size)
    : size_(size), memory_(descriptor, size.bytes() * Frames::kCount, SharedMemory::Access::kShared) {
  // All pages are there before anything is measured.
  madvise(memory_.data(), size.bytes() * Frames::kCount, MADV_POPULATE_READ);
}

const std::uint8_t* ScaledFrames::frame(std::uint32_t number) const {
  return static_cast<const std::uint8_t*>(memory_.data()) + Frames::position(number) * size_.bytes();
}

}  // namespace bench
