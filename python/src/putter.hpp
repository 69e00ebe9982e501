// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "stream.hpp"

namespace skyline::python {

/// The function put(frame, format, time, hand_over) of a stream, all of them positional, as Stream::put() takes them.
/// Keeps the stream alive.
///
/// An application sleeps between frames, and then every line of code and data on the way to put() has to come from
/// memory again: a method bound by pybind11 takes about 10 us more than this.
[[nodiscard]] py::object make_putter(std::shared_ptr<Stream> stream);

}  // namespace skyline::python
