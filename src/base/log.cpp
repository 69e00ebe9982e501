// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>

namespace skyline {
namespace {

struct Logging {
  std::atomic<LogLevel> level{LogLevel::kInfo};
  std::mutex mutex;
  LogSink sink;  // guarded by mutex
};

// Never destroyed: threads of a library may log while static objects go away.
Logging& logging() {
  static auto* const instance = new Logging;
  return *instance;
}

spdlog::logger& standard_error() {
  static auto* const instance = [] {
    auto* logger = new spdlog::logger("skyline", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_level(spdlog::level::trace);
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    return logger;
  }();
  return *instance;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    default: return spdlog::level::err;
  }
}

}  // namespace

void set_log_sink(LogSink sink) {
  const std::lock_guard lock(logging().mutex);
  logging().sink = std::move(sink);
}

void set_log_level(LogLevel level) { logging().level = level; }

namespace log {

bool enabled(LogLevel level) { return level >= logging().level.load(std::memory_order_relaxed); }

void write(LogLevel level, std::string_view category, std::string_view message) {
  if (!enabled(level)) return;
  const std::lock_guard lock(logging().mutex);
  if (logging().sink) {
    logging().sink(level, category, message);
  } else {
    standard_error().log(to_spdlog(level), "{}: {}", category, message);
  }
}

bool RateLimit::allow(std::uint64_t& held_back) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  auto next = next_ns_.load();
  if (now < next || !next_ns_.compare_exchange_strong(next, now + interval_.count())) {
    ++held_back_;
    return false;
  }
  held_back = held_back_.exchange(0);
  return true;
}

}  // namespace log
}  // namespace skyline
