// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "skyline/log.hpp"

namespace skyline::cli {

enum class LogFormat { kText, kJson };

/// text, json. Throws UsageError.
[[nodiscard]] LogFormat parse_log_format(std::string_view text);

struct LogLine {
  std::chrono::system_clock::time_point time;
  LogLevel level = LogLevel::kInfo;
  std::string_view category;
  std::string_view message;
};

/// As people read it: local time, level, category and message, ending in a new line. A message of several lines stays
/// so, its further lines indented, so that none looks like a line of its own; other control characters become blanks.
[[nodiscard]] std::string text_line(const LogLine& line, bool colours);

/// One object {time, level, category, message} on one line, ending in a new line. The time is RFC 3339 in UTC with
/// milliseconds. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string json_line(const LogLine& line);

}  // namespace skyline::cli
