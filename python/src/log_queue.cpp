// SPDX-License-Identifier: Apache-2.0
#include "log_queue.hpp"

#include <pthread.h>

#include <array>
#include <iterator>
#include <string_view>

namespace skyline::python {
namespace {

std::string thread_name() {
  std::array<char, 16> name{};
  return pthread_getname_np(pthread_self(), name.data(), name.size()) == 0 ? std::string(name.data()) : std::string{};
}

}  // namespace

LogQueue& LogQueue::instance() {
  static auto* const queue = new LogQueue;
  return *queue;
}

void LogQueue::open() {
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  set_log_sink([this](LogLevel level, std::string_view category, std::string_view message) {
    add({level, std::string(category), std::string(message), std::chrono::system_clock::now(), thread_name()});
  });
}

void LogQueue::close() {
  set_log_sink({});
  const std::lock_guard lock(mutex_);
  open_ = false;
  changed_.notify_all();
}

void LogQueue::add(LogLine line) {
  const std::lock_guard lock(mutex_);
  if (lines_.size() >= kMost) {
    ++dropped_;
    return;
  }
  lines_.push_back(std::move(line));
  changed_.notify_one();
}

std::vector<LogLine> LogQueue::take() {
  const std::lock_guard lock(mutex_);
  std::vector<LogLine> taken(std::make_move_iterator(lines_.begin()), std::make_move_iterator(lines_.end()));
  lines_.clear();
  if (dropped_ > 0) {
    taken.push_back({LogLevel::kWarning, "log",
                     std::to_string(dropped_) + " log lines were dropped, there were too many",
                     std::chrono::system_clock::now(), thread_name()});
    dropped_ = 0;
  }
  return taken;
}

std::vector<LogLine> LogQueue::wait() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !open_ || !lines_.empty(); });
  }
  return take();
}

}  // namespace skyline::python
