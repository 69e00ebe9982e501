// SPDX-License-Identifier: Apache-2.0
#include "frame_source.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string_view>

#include "errors.hpp"

namespace skyline::python {
namespace {

struct FormatRow {
  std::string_view name;
  PixelFormat format;
  int channels;
  bool planar;  ///< half-sized colour planes lie below the picture, in the same array
};

// The first row of a number of channels is what a shape alone means.
constexpr std::array<FormatRow, 7> kFormats{{
    {"bgr", PixelFormat::kBgr, 3, false},
    {"rgb", PixelFormat::kRgb, 3, false},
    {"bgra", PixelFormat::kBgra, 4, false},
    {"rgba", PixelFormat::kRgba, 4, false},
    {"gray", PixelFormat::kGray, 1, false},
    {"nv12", PixelFormat::kNv12, 1, true},
    {"i420", PixelFormat::kI420, 1, true},
}};

const FormatRow& named(const std::string& name) {
  const auto* const row = std::ranges::find(kFormats, name, &FormatRow::name);
  if (row != kFormats.end()) return *row;
  std::string names;
  for (const auto& one : kFormats) names += (names.empty() ? "" : ", ") + std::string(one.name);
  throw FrameValueError("format \"" + name + "\" is not known; it can be one of: " + names);
}

const FormatRow& of_channels(const py::object& frame, py::ssize_t channels) {
  const auto* const row = std::ranges::find(kFormats, channels, &FormatRow::channels);
  if (row != kFormats.end()) return *row;
  throw FrameValueError("a frame has " + std::to_string(channels) + " channels: " + describe(frame) +
                        "; its shape must be (h, w, 3), (h, w, 4), (h, w) or (h, w, 1)");
}

int extent(const py::object& frame, py::ssize_t value) {
  if (value >= 1 && value <= std::numeric_limits<int>::max()) return static_cast<int>(value);
  throw FrameValueError("a frame has no pixels: " + describe(frame));
}

// Strides of extents of 1 mean nothing, and are anything.
std::ptrdiff_t stride(const Array& array, std::size_t axis, std::ptrdiff_t natural) {
  return array.shape.at(axis) == 1 ? natural : array.strides.at(axis);
}

void set_height(const py::object& frame, const FormatRow& row, FrameSource& source) {
  source.height = source.rows;
  if (!row.planar) return;
  if (source.rows % 3 != 0 || source.width % 2 != 0) {
    throw FrameValueError("a frame of format " + std::string(row.name) +
                          " must be of shape (h * 3 / 2, w), with even h and w: " + describe(frame));
  }
  source.height = source.rows / 3 * 2;
}

// image[..., ::-1]: the same bytes are a picture of the opposite order.
void turn_channels(FrameSource& source) {
  if (source.channels != 3 || source.channel != -1) return;
  source.data -= 2;
  source.channel = 1;
  source.format = source.format == PixelFormat::kBgr ? PixelFormat::kRgb : PixelFormat::kBgr;
}

template <int Channels>
void gather_row(const FrameSource& source, const std::uint8_t* from, std::uint8_t* to) {
  for (int x = 0; x < source.width; ++x, from += source.pixel) {
    for (int c = 0; c < Channels; ++c) *to++ = from[c * source.channel];
  }
}

}  // namespace

bool FrameSource::direct() const {
  if (pixel != channels || (channels > 1 && channel != 1)) return false;
  const auto row_bytes = static_cast<std::ptrdiff_t>(width) * channels;
  if (format == PixelFormat::kI420) return row == row_bytes;
  if (format == PixelFormat::kNv12) return row >= row_bytes && row % 2 == 0;
  return std::abs(row) >= row_bytes;
}

FrameView FrameSource::gather(std::vector<std::uint8_t>& scratch) const {
  const auto row_bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  scratch.resize(row_bytes * static_cast<std::size_t>(rows));
  const auto* from = data;
  auto* to = scratch.data();
  for (int y = 0; y < rows; ++y, from += row, to += row_bytes) {
    if (pixel == channels && (channels == 1 || channel == 1)) {
      std::memcpy(to, from, row_bytes);
    } else if (channels == 3) {
      gather_row<3>(*this, from, to);
    } else if (channels == 4) {
      gather_row<4>(*this, from, to);
    } else {
      gather_row<1>(*this, from, to);
    }
  }
  return {scratch.data(), width, height, format, static_cast<std::ptrdiff_t>(row_bytes)};
}

FrameSource read_frame(const py::object& frame, const std::optional<std::string>& format) {
  const auto array = read_array(frame);
  const auto channels = array.dimensions == 3 ? array.shape[2] : 1;
  const auto& row = format ? named(*format) : of_channels(frame, channels);
  if (row.channels != channels) {
    throw FrameValueError("a frame of format " + std::string(row.name) + " has " + std::to_string(row.channels) +
                          " channels, this one has " + std::to_string(channels) + ": " + describe(frame));
  }
  FrameSource source{.lease = array.lease, .data = array.data, .format = row.format};
  source.channels = row.channels;
  source.rows = extent(frame, array.shape[0]);
  source.width = extent(frame, array.shape[1]);
  set_height(frame, row, source);
  source.channel = array.dimensions == 3 ? stride(array, 2, 1) : 1;
  source.pixel = stride(array, 1, source.channels);
  source.row = stride(array, 0, static_cast<std::ptrdiff_t>(source.width) * source.channels);
  turn_channels(source);
  return source;
}

}  // namespace skyline::python
