// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "skyline/log.hpp"

namespace skyline::python {

struct LogLine {
  LogLevel level;
  std::string category;
  std::string message;
  std::chrono::system_clock::time_point time;
  std::string thread;
};

/// The library's log lines on their way to Python. Whoever logs never waits for the GIL: lines are queued, at most
/// kMost of them, and taken by a thread of Python's. What does not fit is dropped, the newest first, and counted.
class LogQueue {
 public:
  static constexpr std::size_t kMost = 10'000;

  /// The only one; never destroyed, as threads may log to the very end.
  static LogQueue& instance();

  /// From now on lines come here.
  void open();
  /// From now on lines go to standard error again, and waits end.
  void close();

  /// What is there.
  [[nodiscard]] std::vector<LogLine> take();
  /// Waits until there is a line, or close().
  [[nodiscard]] std::vector<LogLine> wait();

 private:
  void add(LogLine line);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<LogLine> lines_;  // guarded by mutex_, as are those below
  std::uint64_t dropped_ = 0;
  bool open_ = false;
};

}  // namespace skyline::python
