// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace skyline::python {

namespace py = pybind11;

/// Keeps the memory of somebody's array in place as long as it lives. To be destroyed with the GIL held.
using Lease = std::shared_ptr<void>;

/// Bytes of an array of two or three dimensions, as they lie in its owner's memory.
struct Array {
  Lease lease;
  const std::uint8_t* data = nullptr;
  int dimensions = 0;
  std::array<py::ssize_t, 3> shape{};
  std::array<py::ssize_t, 3> strides{};  ///< in bytes, each positive, negative or 0
};

/// Reads `object` by the buffer protocol, __array_interface__ or DLPack, whichever it has first. Throws FrameTypeError
/// when it has none of them, is not on the CPU or not of uint8, and FrameValueError when it has other dimensions.
[[nodiscard]] Array read_array(const py::object& object);

/// What came, for error texts: its type, and shape and dtype where it has them.
[[nodiscard]] std::string describe(const py::object& object);

}  // namespace skyline::python
