// SPDX-License-Identifier: Apache-2.0
#include "cli/log_line.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "cli/errors.hpp"
#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

constexpr std::string_view kIndent = "  ";

std::string_view name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return "debug";
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarning: return "warning";
    case LogLevel::kError:
    case LogLevel::kOff: break;
  }
  return "error";
}

Colour colour(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return Colour::kCyan;
    case LogLevel::kInfo: return Colour::kGreen;
    case LogLevel::kWarning: return Colour::kYellow;
    case LogLevel::kError:
    case LogLevel::kOff: break;
  }
  return Colour::kRed;
}

struct Moment {
  std::time_t seconds;
  int milliseconds;
};

/// Downwards, also before 1970.
Moment split(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(time - seconds);
  return {std::chrono::system_clock::to_time_t(seconds), static_cast<int>(rest.count())};
}

std::string local_time(std::chrono::system_clock::time_point time) {
  const auto moment = split(time);
  const auto parts = fmt::localtime(moment.seconds);
  const auto minutes = parts.tm_gmtoff / 60;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}{}{:02}:{:02}", parts, moment.milliseconds, minutes < 0 ? '-' : '+',
                     std::abs(minutes) / 60, std::abs(minutes) % 60);
}

std::string harmless(std::string_view message) {
  std::string text;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto c = static_cast<unsigned char>(message[i]);
    if (c == '\n') {
      text += '\n';
      if (!message.substr(i + 1).starts_with(kIndent)) text += kIndent;
    } else {
      text += c < ' ' || c == 0x7F ? ' ' : message[i];
    }
  }
  return text;
}

}  // namespace

LogFormat parse_log_format(std::string_view text) {
  if (text == "text") return LogFormat::kText;
  if (text == "json") return LogFormat::kJson;
  throw UsageError(fmt::format("'{}' is not a format of log lines; there are text, json", text));
}

std::string text_line(const LogLine& line, bool colours) {
  const auto level = colours ? coloured(name(line.level), colour(line.level)) : std::string(name(line.level));
  return fmt::format("{} {} {}: {}\n", local_time(line.time), level, line.category, harmless(line.message));
}

std::string json_line(const LogLine& line) {
  using Json = nlohmann::ordered_json;
  const auto moment = split(line.time);
  const auto time = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(moment.seconds), moment.milliseconds);
  const Json json = {
      {"time", time}, {"level", name(line.level)}, {"category", line.category}, {"message", line.message}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace skyline::cli
