// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

namespace skyline::python {

/// Lets go of the GIL as long as it lives. Unlike pybind11's own, it survives the interpreter's end: a thread that
/// Python does not wait for, and that would take the GIL back then, is ended by Python in the middle of our
/// destructors, which aborts the process. Here it sleeps instead, until the process is gone.
class Unlocked {
 public:
  Unlocked();
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;
  ~Unlocked();

 private:
  PyThreadState* const state_;
};

/// To be called by the main thread when the interpreter is about to end: other threads now wait before they take the
/// GIL back.
void interpreter_ends();

}  // namespace skyline::python
