// SPDX-License-Identifier: Apache-2.0
#include "media/converter.hpp"

#include <libyuv.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>

#include "media/pixel_conversion.hpp"
#include "media/pixel_format.hpp"
#include "media/scratch.hpp"

namespace skyline {
namespace {

constexpr int kMinExtent = 16;
constexpr std::uint8_t kNeutral = 128;

struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

constexpr int even(int value) { return value & ~1; }
constexpr int half(int extent) { return (extent + 1) / 2; }

// `extent` times `numerator` over `denominator`, to the nearest even number of 2 to `most`.
int scaled_even(int extent, int numerator, int denominator, int most) {
  const auto twos = (std::int64_t{extent} * numerator + denominator) / (std::int64_t{2} * denominator);
  return std::clamp(static_cast<int>(twos) * 2, 2, most);
}

// The largest part of a picture of `width` x `height` that has the frame's aspect, in the middle.
Rect letterbox(const FrameView& frame, int width, int height) {
  Rect rect{0, 0, width, height};
  if (std::int64_t{frame.width} * height > std::int64_t{frame.height} * width) {
    rect.height = scaled_even(frame.height, width, frame.width, height);
    rect.y = even((height - rect.height) / 2);
  } else {
    rect.width = scaled_even(frame.width, height, frame.height, width);
    rect.x = even((width - rect.width) / 2);
  }
  return rect;
}

// The largest part of the frame that has the picture's aspect, from the middle.
Rect crop(const FrameView& frame, int width, int height) {
  Rect rect{0, 0, frame.width, frame.height};
  if (std::int64_t{frame.width} * height > std::int64_t{frame.height} * width) {
    rect.width = std::min(frame.width, scaled_even(frame.height, width, height, kMaxExtent));
    rect.x = even((frame.width - rect.width) / 2);
  } else {
    rect.height = std::min(frame.height, scaled_even(frame.width, height, width, kMaxExtent));
    rect.y = even((frame.height - rect.height) / 2);
  }
  return rect;
}

// The rectangle's corner is even, so that it is a whole chroma sample.
FrameView part_of(const FrameView& frame, const Rect& rect) {
  FrameView part = frame;
  part.width = rect.width;
  part.height = rect.height;
  const auto& format = info(frame.format);
  for (std::size_t i = 0; i < static_cast<std::size_t>(format.planes); ++i) {
    const int shift = i == 0 ? 0 : format.chroma_shift;
    part.planes[i].data +=
        (rect.y >> shift) * part.planes[i].stride + std::ptrdiff_t{rect.x >> shift} * format.bytes_per_sample[i];
  }
  return part;
}

YuvTarget part_of(Picture& picture, const Rect& rect) {
  YuvTarget target;
  target.format = picture.shape().format;
  for (int i = 0; i < picture.planes(); ++i) {
    const auto slot = static_cast<std::size_t>(i);
    const bool halved_columns = i > 0 && target.format == PictureFormat::kI420;
    target.strides[slot] = picture.stride(i);
    target.planes[slot] = picture.plane(i) + std::ptrdiff_t{i > 0 ? rect.y / 2 : rect.y} * picture.stride(i) +
                          (halved_columns ? rect.x / 2 : rect.x);
  }
  return target;
}

void fill_black(Picture& picture, const Rect& rect) {
  if (rect.width <= 0 || rect.height <= 0) return;
  const auto target = part_of(picture, rect);
  const std::uint8_t black = picture.shape().range == ColorRange::kFull ? 0 : 16;
  libyuv::SetPlane(target.planes[0], target.strides[0], rect.width, rect.height, black);
  const int chroma_row = target.format == PictureFormat::kI420 ? rect.width / 2 : rect.width;
  for (std::size_t i = 1; i < static_cast<std::size_t>(picture.planes()); ++i) {
    libyuv::SetPlane(target.planes[i], target.strides[i], chroma_row, rect.height / 2, kNeutral);
  }
}

void fill_bars(Picture& picture, const Rect& inner) {
  const auto& shape = picture.shape();
  const int right = inner.x + inner.width;
  const int bottom = inner.y + inner.height;
  fill_black(picture, {0, 0, shape.width, inner.y});
  fill_black(picture, {0, bottom, shape.width, shape.height - bottom});
  fill_black(picture, {0, inner.y, inner.x, inner.height});
  fill_black(picture, {right, inner.y, shape.width - right, inner.height});
}

// Whether the scaler can read the caller's memory: it computes offsets of whole planes in an int.
bool is_scalable(const FrameView& frame) {
  static constexpr std::ptrdiff_t kScalableStride = std::ptrdiff_t{8} * kMaxExtent;
  return frame.format == PixelFormat::kI420 &&
         std::all_of(frame.planes.begin(), frame.planes.end(),
                     [](const Plane& p) { return std::abs(p.stride) <= kScalableStride; });
}

YuvTarget i420_in(std::uint8_t* memory, int width, int height) {
  auto* const u = memory + static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  auto* const v = u + static_cast<std::size_t>(half(width)) * static_cast<std::size_t>(half(height));
  return {PictureFormat::kI420, {memory, u, v}, {width, half(width), half(width)}};
}

std::size_t i420_bytes(int width, int height) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) +
         2 * static_cast<std::size_t>(half(width)) * static_cast<std::size_t>(half(height));
}

FrameView view_of(const YuvTarget& i420, int width, int height) {
  FrameView view;
  view.format = PixelFormat::kI420;
  view.width = width;
  view.height = height;
  for (std::size_t i = 0; i < 3; ++i) view.planes[i] = {i420.planes[i], i420.strides[i]};
  return view;
}

void scale_plane(const Plane& from, int from_width, int from_height, std::uint8_t* to, int stride, int width,
                 int height) {
  const bool smaller = width < from_width || height < from_height;
  libyuv::ScalePlane(from.data, static_cast<int>(from.stride), from_width, from_height, to, stride, width, height,
                     smaller ? libyuv::kFilterBox : libyuv::kFilterBilinear);
}

// `loose` is where chroma goes before it is interleaved: null when the target keeps U and V apart.
void scale_i420(const FrameView& from, const Rect& rect, const YuvTarget& target, std::uint8_t* loose) {
  scale_plane(from.planes[0], from.width, from.height, target.planes[0], target.strides[0], rect.width, rect.height);
  const int width = rect.width / 2;
  const int height = rect.height / 2;
  auto* u = target.planes[1];
  auto* v = target.planes[2];
  int stride = target.strides[1];
  if (loose != nullptr) {
    u = loose;
    v = loose + std::ptrdiff_t{width} * height;
    stride = width;
  }
  scale_plane(from.planes[1], half(from.width), half(from.height), u, stride, width, height);
  scale_plane(from.planes[2], half(from.width), half(from.height), v, stride, width, height);
  if (loose == nullptr) return;
  libyuv::MergeUVPlane(u, stride, v, stride, target.planes[1], target.strides[1], width, height);
}

// Source samples are converted first and scaled after: half the bytes to scale, and libyuv's scaler is best at planes.
bool convert_scaled(const FrameView& frame, const Rect& rect, Picture& picture) {
  const bool direct = is_scalable(frame);
  const auto source_bytes = direct ? 0 : i420_bytes(frame.width, frame.height);
  const bool interleaved = picture.shape().format == PictureFormat::kNv12;
  const auto loose_bytes =
      interleaved ? static_cast<std::size_t>(rect.width) * static_cast<std::size_t>(rect.height) / 2 : 0;
  auto* const memory = thread_scratch(source_bytes + loose_bytes);
  if (memory == nullptr && source_bytes + loose_bytes > 0) return false;
  FrameView source = frame;
  if (!direct) {
    const auto converted = i420_in(memory, frame.width, frame.height);
    convert_pixels(frame, frame.width, frame.height, converted);
    source = view_of(converted, frame.width, frame.height);
  }
  scale_i420(source, rect, part_of(picture, rect), interleaved ? memory + source_bytes : nullptr);
  return true;
}

bool same_size(const FrameView& frame, const Rect& rect) {
  return even(frame.width) == rect.width && even(frame.height) == rect.height;
}

}  // namespace

PictureShape shape_for(const FrameView& frame, PictureFormat format, int width, int height) {
  const bool yuv = frame.format == PixelFormat::kNv12 || frame.format == PixelFormat::kI420;
  return {format, width, height, yuv ? frame.matrix : ColorMatrix::kBt601, yuv ? frame.range : ColorRange::kLimited};
}

int stream_extent(int pixels) { return std::clamp(even(pixels), kMinExtent, kMaxExtent); }

bool convert(const FrameView& frame, Fit fit, Picture& picture) noexcept {
  const auto& shape = picture.shape();
  Rect rect{0, 0, shape.width, shape.height};
  FrameView source = frame;
  if (!same_size(frame, rect)) {
    if (fit == Fit::kLetterbox) rect = letterbox(frame, shape.width, shape.height);
    if (fit == Fit::kCrop) source = part_of(frame, crop(frame, shape.width, shape.height));
    fill_bars(picture, rect);
  }
  if (!same_size(source, rect)) return convert_scaled(source, rect, picture);
  convert_pixels(source, rect.width, rect.height, part_of(picture, rect));
  (void)thread_scratch(0);
  return true;
}

}  // namespace skyline
