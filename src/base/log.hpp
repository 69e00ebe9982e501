// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <string_view>
#include <utility>

#include "skyline/log.hpp"

namespace skyline::log {

[[nodiscard]] bool enabled(LogLevel level);
void write(LogLevel level, std::string_view category, std::string_view message);

template <class... Args>
void debug(std::string_view category, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(LogLevel::kDebug)) write(LogLevel::kDebug, category, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void info(std::string_view category, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(LogLevel::kInfo)) write(LogLevel::kInfo, category, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warn(std::string_view category, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(LogLevel::kWarning)) write(LogLevel::kWarning, category, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view category, fmt::format_string<Args...> text, Args&&... args) {
  if (enabled(LogLevel::kError)) write(LogLevel::kError, category, fmt::format(text, std::forward<Args>(args)...));
}

/// Lets one line through per interval and counts those held back. Any thread.
class RateLimit {
 public:
  explicit RateLimit(std::chrono::nanoseconds interval = std::chrono::seconds{1}) : interval_(interval) {}
  /// True when a line may be written now; `held_back` then says how many were not since the last one.
  [[nodiscard]] bool allow(std::uint64_t& held_back);

 private:
  const std::chrono::nanoseconds interval_;
  std::atomic<std::int64_t> next_ns_{0};
  std::atomic<std::uint64_t> held_back_{0};
};

}  // namespace skyline::log
