// SPDX-License-Identifier: Apache-2.0
#include "frames.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <stdexcept>

#include "support/frame_code.hpp"

namespace bench {
namespace {

constexpr std::size_t kBytes = kFrameBytes * Frames::kCount;

void draw_scene(std::uint8_t* pixels) {
  const Scene scene;
  for (int i = 0; i < Frames::kCount; ++i) scene.draw(i, pixels + static_cast<std::size_t>(i) * kFrameBytes);
}

void read_video(const std::string& video, std::uint8_t* pixels) {
  cv::VideoCapture capture(video);
  cv::Mat picture;
  for (int i = 0; i < Frames::kCount; ++i) {
    if (!capture.read(picture)) {
      throw std::runtime_error(fmt::format("{}: no video with {} frames that OpenCV can read", video, Frames::kCount));
    }
    cv::Mat target(kHeight, kWidth, CV_8UC3, pixels + static_cast<std::size_t>(i) * kFrameBytes);
    cv::resize(picture, target, target.size());
  }
}

}  // namespace

Frames::Frames(const std::string& video) : memory_(kBytes) {
  auto* pixels = static_cast<std::uint8_t*>(memory_.data());
  if (video.empty()) {
    draw_scene(pixels);
  } else {
    read_video(video, pixels);
  }
}

Frames::Frames(int descriptor) : memory_(descriptor, kBytes, SharedMemory::Access::kPrivate) {
  // All pages are there before anything is measured, as in an application that has just drawn its frame.
  for (std::uint32_t i = 0; i < kCount; ++i) static_cast<void>(frame(i));
  madvise(memory_.data(), kBytes, MADV_POPULATE_READ);
}

// Forth and back: a jump from the last frame to the first would be a scene cut.
std::size_t Frames::position(std::uint32_t number) {
  constexpr std::uint32_t kTurn = 2 * kCount - 2;
  const std::uint32_t step = number % kTurn;
  return step < kCount ? step : kTurn - step;
}

std::uint8_t* Frames::frame(std::uint32_t number) {
  auto* pixels = static_cast<std::uint8_t*>(memory_.data()) + position(number) * kFrameBytes;
  skyline::test::draw_frame_code(pixels, std::ptrdiff_t{3} * kWidth, kWidth, kHeight, 3, number);
  return pixels;
}

}  // namespace bench
