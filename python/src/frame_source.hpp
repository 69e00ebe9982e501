// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "array.hpp"
#include "skyline/frame.hpp"

namespace skyline::python {

/// A picture as it lies in a Python object's memory; nothing was copied.
struct FrameSource {
  Lease lease;
  const std::uint8_t* data = nullptr;
  PixelFormat format = PixelFormat::kBgr;
  int width = 0;
  int height = 0;
  int rows = 0;  ///< of the array: more than `height` with kNv12 and kI420
  int channels = 1;
  std::ptrdiff_t row = 0;      ///< bytes from row to row, may be negative
  std::ptrdiff_t pixel = 0;    ///< bytes from pixel to pixel
  std::ptrdiff_t channel = 1;  ///< bytes from channel to channel

  /// Whether the library can read it where it lies: pixels side by side in rows that do not overlap.
  [[nodiscard]] bool direct() const;
  [[nodiscard]] FrameView view() const { return {data, width, height, format, row}; }
  /// A view of a copy without gaps in `scratch`; needs no GIL.
  [[nodiscard]] FrameView gather(std::vector<std::uint8_t>& scratch) const;
};

/// `format` (such as "rgb") says what the shape does not: of (h, w, 3) "bgr" or "rgb", of (h, w, 4) "bgra" or "rgba",
/// of (h, w) "gray", or of (h * 3 / 2, w) "nv12" or "i420". The first of each is meant when there is none.
/// Throws FrameTypeError and FrameValueError that say what came and what is taken.
[[nodiscard]] FrameSource read_frame(const py::object& frame, const std::optional<std::string>& format);

}  // namespace skyline::python
