// SPDX-License-Identifier: Apache-2.0
#include "putter.hpp"

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "errors.hpp"

namespace skyline::python {
namespace {

using Held = std::shared_ptr<Stream>;

constexpr Py_ssize_t kArguments = 4;

std::optional<std::string> to_format(PyObject* argument) {
  if (argument == Py_None) return std::nullopt;
  Py_ssize_t size = 0;
  const auto* const text = PyUnicode_AsUTF8AndSize(argument, &size);
  if (text == nullptr) throw py::error_already_set();
  return std::string(text, static_cast<std::size_t>(size));
}

std::optional<double> to_time(PyObject* argument) {
  if (argument == Py_None) return std::nullopt;
  const double seconds = PyFloat_AsDouble(argument);
  if (PyErr_Occurred() != nullptr) throw py::error_already_set();
  return seconds;
}

PyObject* put(PyObject* self, PyObject* const* arguments, Py_ssize_t count) {
  try {
    if (count != kArguments) throw py::type_error("put takes a frame, a format, a time and whether it is handed over");
    const auto& stream = *static_cast<Held*>(PyCapsule_GetPointer(self, nullptr));
    const int result = stream->put(py::reinterpret_borrow<py::object>(arguments[0]), to_format(arguments[1]),
                                   to_time(arguments[2]), arguments[3] == Py_True);
    return PyLong_FromLong(result);
  } catch (py::error_already_set& raised) {
    raised.restore();
  } catch (const py::builtin_exception& error) {
    error.set_error();
  } catch (const std::exception&) {
    raise(std::current_exception());
  }
  return nullptr;
}

}  // namespace

py::object make_putter(std::shared_ptr<Stream> stream) {
  static PyMethodDef definition{"put", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(&put)), METH_FASTCALL,
                                nullptr};
  const py::capsule held(new Held(std::move(stream)), [](void* kept) { delete static_cast<Held*>(kept); });
  return py::reinterpret_steal<py::object>(PyCFunction_New(&definition, held.ptr()));
}

}  // namespace skyline::python
