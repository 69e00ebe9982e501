// SPDX-License-Identifier: Apache-2.0
#include "cli/console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <mutex>
#include <utility>

#include "cli/descriptor.hpp"
#include "cli/errors.hpp"
#include "cli/status_area.hpp"
#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

std::atomic<bool> quiet_notes{false};
std::atomic<LogFormat> log_format{LogFormat::kText};
std::atomic<LogLevel> lowest_level{LogLevel::kInfo};

struct StandardError {
  std::mutex mutex;
  StatusArea status{STDERR_FILENO};  // guarded by mutex
};

// Never destroyed: the library may log, and a signal come, while static objects go away.
StandardError& standard_error() {
  static auto* const instance = new StandardError;
  return *instance;
}

void write_line(std::string_view line) {
  const std::lock_guard lock(standard_error().mutex);
  standard_error().status.write_above(line);
}

/// This program's own words.
void say(LogLevel level, std::string_view text) {
  const auto masked = mask_urls(text);
  if (log_format == LogFormat::kJson) {
    write_line(json_line({std::chrono::system_clock::now(), level, "skyline", masked}));
  } else {
    std::string lines;
    for (std::size_t from = 0; from <= masked.size();) {
      const auto end = std::min(masked.find('\n', from), masked.size());
      lines += fmt::format("skyline: {}\n", std::string_view(masked).substr(from, end - from));
      from = end + 1;
    }
    write_line(lines);
  }
}

}  // namespace

void prepare_standard_streams() {
  // The wrong way round on purpose: reading from a closed standard input, or writing to a closed output, stays an
  // error.
  for (const auto& [fd, mode] : {std::pair{0, O_WRONLY}, std::pair{1, O_RDONLY}, std::pair{2, O_RDONLY}}) {
    if (fcntl(fd, F_GETFD) < 0) static_cast<void>(open("/dev/null", mode));
  }
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  standard_error();  // before a signal handler wants it
}

void print(std::string_view text) {
  // A terminal may be the one that shows the status. Other readers may be slow, and nobody else is to wait for them.
  std::unique_lock lock(standard_error().mutex, std::defer_lock);
  if (is_terminal(STDOUT_FILENO)) lock.lock();
  if (lock) standard_error().status.hide();
  const int error = write_all(STDOUT_FILENO, text);
  if (lock) standard_error().status.draw();
  if (error != 0) {
    throw RunError(
        fmt::format("cannot write to standard output: {}; give it a reader or a file with room", std::strerror(error)));
  }
}

std::string mask_urls(std::string_view text) {
  std::string masked;
  for (auto scheme = text.find("://"); scheme != std::string_view::npos; scheme = text.find("://")) {
    masked += text.substr(0, scheme + 3);
    text.remove_prefix(scheme + 3);
    // To the end of the word: whoever forgets to write a password's / as %2F still does not see it printed.
    const auto word = text.substr(0, text.find_first_of(" '\""));
    if (const auto at = word.rfind('@'); at != std::string_view::npos) {
      masked += "***";
      text.remove_prefix(at);
    }
  }
  return masked.append(text);
}

void set_log_format(LogFormat format) { log_format = format; }

void start_logging(LogLevel level) {
  lowest_level = level;
  quiet_notes = level >= LogLevel::kError;
  set_log_level(level);
  set_log_sink(log_line);
}

void log_line(LogLevel level, std::string_view category, std::string_view message) {
  if (level < lowest_level) return;
  const auto masked = mask_urls(message);
  const LogLine line{std::chrono::system_clock::now(), level, category, masked};
  write_line(log_format == LogFormat::kJson ? json_line(line) : text_line(line, takes_colours(STDERR_FILENO)));
}

void complain(std::string_view text) { say(LogLevel::kError, text); }

void note(std::string_view text) {
  if (!quiet_notes) say(LogLevel::kInfo, text);
}

bool status_is_seen() {
  return !quiet_notes && log_format == LogFormat::kText && takes_control_sequences(STDERR_FILENO);
}

void show_status(std::vector<std::string> lines) {
  const std::lock_guard lock(standard_error().mutex);
  standard_error().status.show(std::move(lines));
}

void leave_status() noexcept { standard_error().status.leave(); }

}  // namespace skyline::cli
