// SPDX-License-Identifier: Apache-2.0
#include "media/pixel_format.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace skyline {
namespace {

constexpr std::array<PixelFormatInfo, 7> kFormats{{
    {PixelFormat::kBgr, "bgr", 1, {3, 0, 0}, 0},
    {PixelFormat::kRgb, "rgb", 1, {3, 0, 0}, 0},
    {PixelFormat::kBgra, "bgra", 1, {4, 0, 0}, 0},
    {PixelFormat::kRgba, "rgba", 1, {4, 0, 0}, 0},
    {PixelFormat::kGray, "gray", 1, {1, 0, 0}, 0},
    {PixelFormat::kNv12, "nv12", 2, {1, 2, 0}, 1},
    {PixelFormat::kI420, "i420", 3, {1, 1, 1}, 1},
}};

template <class Enum>
bool in_range(Enum value, Enum last) {
  return static_cast<int>(value) >= 0 && static_cast<int>(value) <= static_cast<int>(last);
}

std::string why_plane_unusable(const FrameView& frame, const PixelFormatInfo& format, int index) {
  const auto slot = static_cast<std::size_t>(index);
  const auto& plane = frame.planes[slot];
  if (plane.data == nullptr) {
    const bool flipped = index > 0 && frame.planes[0].stride < 0;
    return fmt::format("{} frame without plane {}: its data is null{}", format.name, index,
                       flipped ? "; with a negative stride, set each plane's data and stride" : "");
  }
  const int samples = index == 0 ? frame.width : (frame.width + (1 << format.chroma_shift) - 1) >> format.chroma_shift;
  const int row_bytes = samples * format.bytes_per_sample[slot];
  const auto within = [row_bytes](std::ptrdiff_t stride) { return stride >= row_bytes && stride <= kMaxStride; };
  if (within(plane.stride) || (plane.stride >= -kMaxStride && within(-plane.stride))) return {};
  return fmt::format(
      "{} frame {} pixels wide has a stride of {} bytes in plane {}; it must be {} to {}, or as much below zero",
      format.name, frame.width, plane.stride, index, row_bytes, kMaxStride);
}

}  // namespace

const PixelFormatInfo& info(PixelFormat format) { return kFormats.at(static_cast<std::size_t>(format)); }

std::string why_unusable(const FrameView& frame) {
  if (!in_range(frame.format, PixelFormat::kI420)) {
    return fmt::format("unknown pixel format {}; use an enumerator of PixelFormat", static_cast<int>(frame.format));
  }
  if (!in_range(frame.matrix, ColorMatrix::kBt709) || !in_range(frame.range, ColorRange::kFull)) {
    return "unknown colour matrix or range; use the enumerators of ColorMatrix and ColorRange";
  }
  if (frame.width < 1 || frame.width > kMaxExtent || frame.height < 1 || frame.height > kMaxExtent) {
    return fmt::format("frame of {} x {} pixels; each side must be 1 to {}", frame.width, frame.height, kMaxExtent);
  }
  const auto& format = info(frame.format);
  for (int index = 0; index < format.planes; ++index) {
    auto why = why_plane_unusable(frame, format, index);
    if (!why.empty()) return why;
  }
  return {};
}

}  // namespace skyline
