// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

#include "skyline/error.hpp"

namespace skyline::python {

/// Use of the library in a process that was forked while it was in use.
class ForkError : public Error {
  using Error::Error;
};

/// What was put is not a picture: skyline.FrameTypeError, also a TypeError.
class FrameTypeError : public Error {
  using Error::Error;
};

/// What was put has no picture's shape: skyline.FrameValueError, also a ValueError.
class FrameValueError : public Error {
  using Error::Error;
};

/// Makes an exception Python's current one.
void raise(const std::exception_ptr& thrown) noexcept;

}  // namespace skyline::python
