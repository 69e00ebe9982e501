// SPDX-License-Identifier: Apache-2.0
#include "skyline/frame.hpp"

#include "media/pixel_format.hpp"

namespace skyline {

FrameView::FrameView(const void* data, int columns, int rows, PixelFormat order, std::ptrdiff_t stride)
    : format(order), width(columns), height(rows) {
  if (static_cast<int>(format) < 0 || format > PixelFormat::kI420) return;
  const auto& layout = info(format);
  const auto* const bytes = static_cast<const std::uint8_t*>(data);
  if (stride == 0) stride = static_cast<std::ptrdiff_t>(width) * layout.bytes_per_sample[0];
  planes[0] = {bytes, stride};
  // What is unusable stays incomplete: no pointer is computed from sizes that make no sense.
  if (layout.planes == 1 || bytes == nullptr || width < 1 || height < 1 || width > kMaxExtent || height > kMaxExtent ||
      stride < 1 || stride > kMaxStride) {
    return;
  }
  const auto half = (stride + 1) / 2;
  const auto* const chroma = bytes + stride * height;
  if (format == PixelFormat::kNv12) {
    planes[1] = {chroma, half * 2};
  } else {
    planes[1] = {chroma, half};
    planes[2] = {chroma + half * ((height + 1) / 2), half};
  }
}

}  // namespace skyline
