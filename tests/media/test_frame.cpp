// SPDX-License-Identifier: Apache-2.0
#include "test_frame.hpp"

#include <algorithm>
#include <cmath>

#include "media/pixel_format.hpp"

namespace skyline::test {
namespace {

constexpr int half(int extent) { return (extent + 1) / 2; }

std::uint8_t byte(double value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)); }

Rgb rounded(const Rgb& rgb) {
  return {static_cast<double>(byte(rgb.r)), static_cast<double>(byte(rgb.g)), static_cast<double>(byte(rgb.b))};
}

}  // namespace

Yuv to_yuv(const Rgb& rgb) {
  const double y = 0.299 * rgb.r + 0.587 * rgb.g + 0.114 * rgb.b;
  return {16 + y * 219 / 255, 128 + (rgb.b - y) / 1.772 * 224 / 255, 128 + (rgb.r - y) / 1.402 * 224 / 255};
}

TestFrame::TestFrame(PixelFormat format, int width, int height, const Painter& painter, int padding,
                     GuardedMemory::Guard guard) {
  view_.format = format;
  view_.width = width;
  view_.height = height;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) pixels_.push_back(rounded(painter(x, y)));
  }
  if (info(format).planes == 1) {
    paint_rgb(padding, guard);
  } else {
    paint_yuv(padding, guard);
  }
}

std::uint8_t* TestFrame::add_plane(std::size_t index, int row_bytes, int rows, int padding,
                                   GuardedMemory::Guard guard) {
  // The last row ends where its pixels do: nobody promised padding after it.
  const auto stride = static_cast<std::size_t>(row_bytes + padding);
  const auto size = stride * static_cast<std::size_t>(rows - 1) + static_cast<std::size_t>(row_bytes);
  planes_.push_back(std::make_unique<GuardedMemory>(size, guard));
  auto* const data = planes_.back()->data();
  std::fill_n(data, size, std::uint8_t{0x5a});
  view_.planes[index] = {data, static_cast<std::ptrdiff_t>(stride)};
  return data;
}

void TestFrame::paint_rgb(int padding, GuardedMemory::Guard guard) {
  const int bytes = info(view_.format).bytes_per_sample[0];
  auto* const data = add_plane(0, view_.width * bytes, view_.height, padding, guard);
  const bool blue_first = view_.format == PixelFormat::kBgr || view_.format == PixelFormat::kBgra;
  for (int y = 0; y < view_.height; ++y) {
    for (int x = 0; x < view_.width; ++x) {
      const auto rgb = at(x, y);
      auto* const out = data + y * view_.planes[0].stride + std::ptrdiff_t{x} * bytes;
      if (bytes == 1) {
        out[0] = byte(rgb.g);
        continue;
      }
      out[0] = byte(blue_first ? rgb.b : rgb.r);
      out[1] = byte(rgb.g);
      out[2] = byte(blue_first ? rgb.r : rgb.b);
      if (bytes == 4) out[3] = static_cast<std::uint8_t>(x * 7);
    }
  }
}

void TestFrame::paint_yuv(int padding, GuardedMemory::Guard guard) {
  const bool interleaved = view_.format == PixelFormat::kNv12;
  const int width = half(view_.width);
  const int height = half(view_.height);
  auto* const luma = add_plane(0, view_.width, view_.height, padding, guard);
  auto* const u = add_plane(1, interleaved ? 2 * width : width, height, padding, guard);
  auto* const v = interleaved ? u + 1 : add_plane(2, width, height, padding, guard);
  const int step = interleaved ? 2 : 1;
  for (int y = 0; y < view_.height; ++y) {
    for (int x = 0; x < view_.width; ++x) {
      const auto yuv = expected(x, y);
      const auto at_chroma = y / 2 * view_.planes[1].stride + std::ptrdiff_t{x / 2} * step;
      luma[y * view_.planes[0].stride + x] = byte(yuv.y);
      u[at_chroma] = byte(yuv.u);
      v[at_chroma] = byte(yuv.v);
    }
  }
}

Rgb TestFrame::at(int x, int y) const {
  return pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(view_.width) + static_cast<std::size_t>(x)];
}

Rgb TestFrame::mean(int x, int y) const {
  const int left = x & ~1;
  const int top = y & ~1;
  const int right = std::min(left + 1, view_.width - 1);
  const int bottom = std::min(top + 1, view_.height - 1);
  Rgb sum;
  for (const auto& rgb : {at(left, top), at(right, top), at(left, bottom), at(right, bottom)}) {
    sum = {sum.r + rgb.r / 4, sum.g + rgb.g / 4, sum.b + rgb.b / 4};
  }
  return sum;
}

Yuv TestFrame::expected(int x, int y) const {
  if (view_.format == PixelFormat::kGray) return {16 + at(x, y).g * 219 / 255, 128, 128};
  const auto chroma = to_yuv(mean(x, y));
  return {to_yuv(at(x, y)).y, chroma.u, chroma.v};
}

Yuv sample(const Picture& picture, int x, int y) {
  const auto luma = picture.plane(0)[std::ptrdiff_t{y} * picture.stride(0) + x];
  const auto* const chroma = picture.plane(1) + std::ptrdiff_t{y / 2} * picture.stride(1);
  if (picture.planes() == 2) {
    return {static_cast<double>(luma), static_cast<double>(chroma[x / 2 * 2]),
            static_cast<double>(chroma[x / 2 * 2 + 1])};
  }
  const auto* const v = picture.plane(2) + std::ptrdiff_t{y / 2} * picture.stride(2);
  return {static_cast<double>(luma), static_cast<double>(chroma[x / 2]), static_cast<double>(v[x / 2])};
}

}  // namespace skyline::test
