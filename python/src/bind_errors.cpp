// SPDX-License-Identifier: Apache-2.0
#include <exception>

#include "bindings.hpp"
#include "errors.hpp"

namespace skyline::python {
namespace {

namespace py = pybind11;

PyObject* make(py::module_& module, const char* name, const py::tuple& bases, const char* text) {
  const auto full = std::string("skyline.") + name;
  auto* const type = PyErr_NewExceptionWithDoc(full.c_str(), text, bases.ptr(), nullptr);
  if (type == nullptr) throw py::error_already_set();
  module.add_object(name, type);
  return type;
}

// Borrowed from the module, which is never unloaded.
PyObject* error_type = nullptr;
PyObject* fork_error_type = nullptr;
PyObject* frame_type_error_type = nullptr;
PyObject* frame_value_error_type = nullptr;

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const FrameTypeError& error) {
    PyErr_SetString(frame_type_error_type, error.what());
  } catch (const FrameValueError& error) {
    PyErr_SetString(frame_value_error_type, error.what());
  } catch (const ForkError& error) {
    PyErr_SetString(fork_error_type, error.what());
  } catch (const Error& error) {
    PyErr_SetString(error_type, error.what());
  }
}

}  // namespace

void raise(const std::exception_ptr& thrown) noexcept {
  try {
    translate(thrown);
  } catch (const std::exception& other) {
    PyErr_SetString(PyExc_RuntimeError, other.what());
  }
}

void bind_errors(py::module_& module) {
  const auto type = [](PyObject* object) { return py::reinterpret_borrow<py::object>(object); };
  error_type = make(module, "Error", py::make_tuple(type(PyExc_RuntimeError)),
                    "A mistake in configuration or use, or a resource that cannot be had: what, where, what to do.");
  make(module, "ConfigError", py::make_tuple(type(error_type), type(PyExc_ValueError)),
       "A setting that is not one of those there are, or malformed.");
  fork_error_type = make(module, "ForkError", py::make_tuple(type(error_type)),
                         "skyline was used in a process forked from one that used it already.");
  frame_type_error_type = make(module, "FrameTypeError", py::make_tuple(type(error_type), type(PyExc_TypeError)),
                               "What was put is not an array of uint8 in the CPU's memory.");
  frame_value_error_type = make(module, "FrameValueError", py::make_tuple(type(error_type), type(PyExc_ValueError)),
                                "What was put has no picture's shape.");
  py::register_exception_translator(&translate);
}

}  // namespace skyline::python
