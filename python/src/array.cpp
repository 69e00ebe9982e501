// SPDX-License-Identifier: Apache-2.0
#include "array.hpp"

#include <dlpack/dlpack.h>

#include <string_view>

#include "errors.hpp"

namespace skyline::python {
namespace {

constexpr auto kTaken =
    "SkyLine takes uint8 pictures of shape (h, w, 3), (h, w, 4) or (h, w) by the buffer protocol, "
    "__array_interface__ or DLPack";

std::string text_of(const py::object& object, const char* attribute) {
  if (!py::hasattr(object, attribute)) return {};
  return py::str(object.attr(attribute));
}

[[noreturn]] void refuse_type(const py::object& object, const std::string& why) {
  throw FrameTypeError("a frame " + why + ": " + describe(object) + "; " + kTaken);
}

void require_dimensions(const py::object& object, py::ssize_t dimensions) {
  if (dimensions == 2 || dimensions == 3) return;
  throw FrameValueError("a frame has " + std::to_string(dimensions) + " dimensions: " + describe(object) + "; " +
                        kTaken);
}

void make_compact(Array& array) {
  py::ssize_t stride = 1;
  for (auto i = static_cast<std::size_t>(array.dimensions); i-- > 0;) {
    array.strides.at(i) = stride;
    stride *= array.shape.at(i);
  }
}

// "B", with a mark of byte order or not: a byte has none.
bool is_uint8(std::string_view format) { return !format.empty() && format.size() <= 2 && format.back() == 'B'; }

Array from_buffer(const py::object& object) {
  auto* buffer = new Py_buffer{};
  const Lease lease(buffer, [](void* kept) {
    auto* const view = static_cast<Py_buffer*>(kept);
    PyBuffer_Release(view);
    delete view;
  });
  if (PyObject_GetBuffer(object.ptr(), buffer, PyBUF_RECORDS_RO) != 0) {
    PyErr_Clear();
    refuse_type(object, "does not give its memory");
  }
  if (buffer->format != nullptr && !is_uint8(buffer->format)) refuse_type(object, "is not of uint8");
  require_dimensions(object, buffer->ndim);
  Array array{.lease = lease, .data = static_cast<const std::uint8_t*>(buffer->buf), .dimensions = buffer->ndim};
  const auto dimensions = static_cast<std::size_t>(buffer->ndim);
  for (std::size_t i = 0; i < dimensions; ++i) array.shape.at(i) = buffer->shape[i];
  make_compact(array);
  // Asked for or not, some exporters, such as ctypes, leave them out.
  if (buffer->strides == nullptr) return array;
  for (std::size_t i = 0; i < dimensions; ++i) array.strides.at(i) = buffer->strides[i];
  return array;
}

// The distance from the first byte of the lowest element to one past the highest, and from there to element (0, 0, 0).
struct Reach {
  py::ssize_t below = 0;
  py::ssize_t above = 1;
};

Reach reach_of(const Array& array) {
  Reach reach;
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.dimensions); ++i) {
    const auto distance = (array.shape.at(i) - 1) * array.strides.at(i);
    (distance < 0 ? reach.below : reach.above) += distance < 0 ? -distance : distance;
  }
  return reach;
}

// Memory given as an object of its own has an end that can be checked.
void set_memory(Array& array, const py::object& object, const py::object& memory, py::ssize_t offset) {
  auto info = std::make_shared<py::buffer_info>(py::reinterpret_borrow<py::buffer>(memory).request());
  const auto reach = reach_of(array);
  const auto size = info->size * info->itemsize;
  if (offset < reach.below || offset > size || reach.above > size - offset) {
    throw FrameValueError("a frame's __array_interface__ goes beyond its memory: " + describe(object));
  }
  array.data = static_cast<const std::uint8_t*>(info->ptr) + offset;
  array.lease = std::move(info);
}

Array from_interface(const py::object& object) {
  const py::dict interface = object.attr("__array_interface__");
  const auto type = interface["typestr"].cast<std::string>();
  if (type.size() != 3 || type.substr(1) != "u1") refuse_type(object, "is not of uint8");
  const py::tuple shape = interface["shape"];
  require_dimensions(object, static_cast<py::ssize_t>(shape.size()));
  Array array{.dimensions = static_cast<int>(shape.size())};
  for (std::size_t i = 0; i < shape.size(); ++i) array.shape.at(i) = shape[i].cast<py::ssize_t>();
  make_compact(array);
  if (interface.contains("strides") && !interface["strides"].is_none()) {
    const py::tuple strides = interface["strides"];
    if (strides.size() != shape.size()) refuse_type(object, "has other strides than dimensions");
    for (std::size_t i = 0; i < shape.size(); ++i) array.strides.at(i) = strides[i].cast<py::ssize_t>();
  }
  const py::object memory = interface.contains("data") ? py::object(interface["data"]) : py::none();
  if (py::isinstance<py::tuple>(memory)) {
    array.data = reinterpret_cast<const std::uint8_t*>(memory[py::int_(0)].cast<std::uintptr_t>());
    array.lease = std::make_shared<py::object>(object);
  } else if (PyObject_CheckBuffer(memory.ptr()) != 0) {
    const auto offset = interface.contains("offset") ? interface["offset"].cast<py::ssize_t>() : 0;
    set_memory(array, object, memory, offset);
  } else {
    refuse_type(object, "has an __array_interface__ without data");
  }
  return array;
}

void require_on_cpu(const py::object& object) {
  const py::tuple device = object.attr("__dlpack_device__")();
  const auto kind = device[0].cast<int>();
  if (kind == kDLCPU || kind == kDLCUDAHost) return;
  refuse_type(object, "is not in the CPU's memory (hand over frame.cpu() or the like)");
}

Array from_dlpack(const py::object& object) {
  require_on_cpu(object);
  const py::object capsule = object.attr("__dlpack__")();
  auto* tensor = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule.ptr(), "dltensor"));
  if (tensor == nullptr) throw py::error_already_set();
  // From here on the tensor is ours to give back; the capsule's new name says so.
  PyCapsule_SetName(capsule.ptr(), "used_dltensor");
  const Lease lease(tensor, [](void* kept) {
    auto* const mine = static_cast<DLManagedTensor*>(kept);
    if (mine->deleter != nullptr) mine->deleter(mine);
  });
  const auto& content = tensor->dl_tensor;
  if (content.dtype.code != kDLUInt || content.dtype.bits != 8 || content.dtype.lanes != 1)
    refuse_type(object, "is not of uint8");
  require_dimensions(object, content.ndim);
  Array array{.lease = lease, .dimensions = content.ndim};
  array.data = static_cast<const std::uint8_t*>(content.data) + content.byte_offset;
  for (std::size_t i = 0; i < static_cast<std::size_t>(content.ndim); ++i) array.shape.at(i) = content.shape[i];
  make_compact(array);
  if (content.strides == nullptr) return array;
  for (std::size_t i = 0; i < static_cast<std::size_t>(content.ndim); ++i) array.strides.at(i) = content.strides[i];
  return array;
}

}  // namespace

Array read_array(const py::object& object) {
  if (PyObject_CheckBuffer(object.ptr()) != 0) return from_buffer(object);
  if (py::hasattr(object, "__array_interface__")) return from_interface(object);
  if (py::hasattr(object, "__dlpack__") && py::hasattr(object, "__dlpack_device__")) return from_dlpack(object);
  refuse_type(object, "is not an array");
}

std::string describe(const py::object& object) {
  const auto type = py::type::of(object);
  std::string text = py::str(type.attr("__module__"));
  text = (text == "builtins" ? std::string{} : text + ".") + std::string(py::str(type.attr("__qualname__")));
  if (const auto shape = text_of(object, "shape"); !shape.empty()) text += " of shape " + shape;
  if (const auto dtype = text_of(object, "dtype"); !dtype.empty()) text += " and dtype " + dtype;
  return text;
}

}  // namespace skyline::python
