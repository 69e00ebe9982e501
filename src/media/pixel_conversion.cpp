// SPDX-License-Identifier: Apache-2.0
#include "media/pixel_conversion.hpp"

#include <libyuv.h>

#include <algorithm>
#include <cstddef>

namespace skyline {
namespace {

constexpr int half(int extent) { return (extent + 1) / 2; }

int stride_of(const FrameView& frame, std::size_t plane) { return static_cast<int>(frame.planes[plane].stride); }

// libyuv names the order within a little-endian word: its RGB24 and ARGB begin with blue, its RAW and ABGR with red.
void rgb_to_i420(const FrameView& frame, int width, int height, const YuvTarget& target) {
  const auto convert = [&](auto* function) {
    function(frame.planes[0].data, stride_of(frame, 0), target.planes[0], target.strides[0], target.planes[1],
             target.strides[1], target.planes[2], target.strides[2], width, height);
  };
  switch (frame.format) {
    case PixelFormat::kBgr: return convert(libyuv::RGB24ToI420);
    case PixelFormat::kRgb: return convert(libyuv::RAWToI420);
    case PixelFormat::kBgra: return convert(libyuv::ARGBToI420);
    default: return convert(libyuv::ABGRToI420);
  }
}

// libyuv has no way from three bytes a pixel to NV12: in strips, so that the loose chroma stays in the nearest cache.
void rgb24_to_nv12(const FrameView& frame, int width, int height, const YuvTarget& target) {
  static constexpr int kChromaSamples = 16384;
  std::array<std::uint8_t, kChromaSamples> u;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::array<std::uint8_t, kChromaSamples> v;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const int chroma_width = half(width);
  const int strip = kChromaSamples / chroma_width * 2;
  FrameView rows = frame;
  for (int y = 0; y < height; y += strip) {
    const int count = std::min(strip, height - y);
    auto* const luma = target.planes[0] + static_cast<std::ptrdiff_t>(y) * target.strides[0];
    auto* const chroma = target.planes[1] + static_cast<std::ptrdiff_t>(y / 2) * target.strides[1];
    rgb_to_i420(rows, width, count,
                {PictureFormat::kI420, {luma, u.data(), v.data()}, {target.strides[0], chroma_width, chroma_width}});
    libyuv::MergeUVPlane(u.data(), chroma_width, v.data(), chroma_width, chroma, target.strides[1], chroma_width,
                         half(count));
    rows.planes[0].data += strip * frame.planes[0].stride;
  }
}

void rgb_to_nv12(const FrameView& frame, int width, int height, const YuvTarget& target) {
  const auto convert = [&](auto* function) {
    function(frame.planes[0].data, stride_of(frame, 0), target.planes[0], target.strides[0], target.planes[1],
             target.strides[1], width, height);
  };
  switch (frame.format) {
    case PixelFormat::kBgra: return convert(libyuv::ARGBToNV12);
    case PixelFormat::kRgba: return convert(libyuv::ABGRToNV12);
    default: return rgb24_to_nv12(frame, width, height, target);
  }
}

void gray_row(const std::uint8_t* source, std::uint8_t* target, int width) {
  for (int x = 0; x < width; ++x) {
    // Rounded division by 255 in 16 bits, which compilers make vectors of.
    const auto scaled = static_cast<std::uint16_t>(source[x] * 219 + 128);
    target[x] = static_cast<std::uint8_t>(16 + static_cast<std::uint16_t>((scaled + (scaled >> 8)) >> 8));
  }
}

void gray_to_yuv(const FrameView& frame, int width, int height, const YuvTarget& target) {
  for (int y = 0; y < height; ++y) {
    gray_row(frame.planes[0].data + y * frame.planes[0].stride,
             target.planes[0] + static_cast<std::ptrdiff_t>(y) * target.strides[0], width);
  }
  const bool interleaved = target.format == PictureFormat::kNv12;
  const int row = interleaved ? half(width) * 2 : half(width);
  libyuv::SetPlane(target.planes[1], target.strides[1], row, half(height), 128);
  if (!interleaved) libyuv::SetPlane(target.planes[2], target.strides[2], row, half(height), 128);
}

void copy_plane(const FrameView& frame, std::size_t plane, int width, int height, const YuvTarget& target) {
  libyuv::CopyPlane(frame.planes[plane].data, stride_of(frame, plane), target.planes[plane], target.strides[plane],
                    width, height);
}

void yuv_to_yuv(const FrameView& frame, int width, int height, const YuvTarget& target) {
  const int w = half(width);
  const int h = half(height);
  const auto& from = frame.planes;
  const auto& to = target.planes;
  copy_plane(frame, 0, width, height, target);
  if (frame.format == PixelFormat::kNv12 && target.format == PictureFormat::kNv12) {
    copy_plane(frame, 1, w * 2, h, target);
  } else if (frame.format == PixelFormat::kNv12) {
    libyuv::SplitUVPlane(from[1].data, stride_of(frame, 1), to[1], target.strides[1], to[2], target.strides[2], w, h);
  } else if (target.format == PictureFormat::kNv12) {
    libyuv::MergeUVPlane(from[1].data, stride_of(frame, 1), from[2].data, stride_of(frame, 2), to[1], target.strides[1],
                         w, h);
  } else {
    copy_plane(frame, 1, w, h, target);
    copy_plane(frame, 2, w, h, target);
  }
}

}  // namespace

void convert_pixels(const FrameView& frame, int width, int height, const YuvTarget& target) noexcept {
  switch (frame.format) {
    case PixelFormat::kGray: return gray_to_yuv(frame, width, height, target);
    case PixelFormat::kNv12:
    case PixelFormat::kI420: return yuv_to_yuv(frame, width, height, target);
    default: break;
  }
  if (target.format == PictureFormat::kNv12) return rgb_to_nv12(frame, width, height, target);
  rgb_to_i420(frame, width, height, target);
}

}  // namespace skyline
