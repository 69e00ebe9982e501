// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>
#include <utility>

#include "fork_guard.hpp"
#include "skyline/error.hpp"
#include "unlocked.hpp"

namespace skyline::python {

namespace py = pybind11;

/// Destroys without the GIL: destructors join threads, and those may be waiting for it.
struct WithoutGil {
  template <class Object>
  void operator()(Object* object) const {
    if (forked_while_in_use()) return;
    if (PyGILState_Check() == 0) {
      delete object;
      return;
    }
    const Unlocked unlocked;
    delete object;
  }
};

template <class Object, class... Args>
[[nodiscard]] std::shared_ptr<Object> make_shared_without_gil(Args&&... args) {
  const Unlocked unlocked;
  return std::shared_ptr<Object>(new Object(std::forward<Args>(args)...), WithoutGil{});
}

/// A Python object that threads without the GIL may let go of.
class Kept {
 public:
  explicit Kept(py::object object)
      : object_(new py::object(std::move(object)), [](py::object* kept) {
          // When the interpreter is gone there is nothing left to count.
          if (Py_IsInitialized() == 0 || forked_while_in_use()) return;
          const py::gil_scoped_acquire acquire;
          delete kept;
        }) {}
  [[nodiscard]] const py::object& get() const { return *object_; }

 private:
  std::shared_ptr<py::object> object_;
};

/// Calls into Python from one of the library's threads. What Python raises becomes an Error, `what` in front.
template <class Call>
auto call_python(const std::string& what, Call call) {
  const py::gil_scoped_acquire acquire;
  try {
    return call();
  } catch (const py::error_already_set& raised) {
    throw Error(what + " raised " + raised.what());
  } catch (const py::cast_error& unfit) {
    throw Error(what + " returned something unfit: " + unfit.what());
  }
}

}  // namespace skyline::python
