// SPDX-License-Identifier: Apache-2.0
#include <pybind11/pybind11.h>

#include <chrono>
#include <vector>

#include "bindings.hpp"
#include "log_queue.hpp"
#include "unlocked.hpp"

namespace skyline::python {
namespace {

namespace py = pybind11;

// (level, category, message, seconds since 1970, thread) of each line.
py::list to_list(const std::vector<LogLine>& lines) {
  py::list list;
  for (const auto& line : lines) {
    const std::chrono::duration<double> time = line.time.time_since_epoch();
    list.append(py::make_tuple(static_cast<int>(line.level), line.category, line.message, time.count(), line.thread));
  }
  return list;
}

py::list wait_for_lines() {
  std::vector<LogLine> lines;
  {
    const Unlocked unlocked;
    lines = LogQueue::instance().wait();
  }
  return to_list(lines);
}

}  // namespace

void bind_log(py::module_& module) {
  const py::call_guard<Unlocked> guard;
  module.def(
      "log_open", [] { LogQueue::instance().open(); }, guard);
  module.def(
      "log_close", [] { LogQueue::instance().close(); }, guard);
  module.def("log_take", [] { return to_list(LogQueue::instance().take()); });
  module.def("log_wait", &wait_for_lines);
  module.def("set_log_level", [](int level) { set_log_level(static_cast<LogLevel>(level)); });
}

}  // namespace skyline::python
