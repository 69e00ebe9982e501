// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace skyline::cli {

/// When and why serving ends: a signal, the --duration, a failure in the background, or that all is done. Whoever waits
/// waits here, so that the end is seen at once. Any thread, unless said otherwise.
class Stop {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Stop();
  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;
  ~Stop();

  /// Before other threads look.
  void set_deadline(Time deadline) { deadline_ = deadline; }

  /// Async-signal-safe. The first reason stays.
  void signalled(int signal) noexcept;
  /// Ends with this message as the error.
  void fail(std::string message);
  /// Nothing left to do.
  void finish() noexcept;

  [[nodiscard]] bool requested() const;
  /// True when it is time to stop, false when `until` came first.
  bool wait_until(Time until) const;
  bool wait_for(std::chrono::nanoseconds duration) const {
    return wait_until(std::chrono::steady_clock::now() + duration);
  }
  /// Waits until the descriptor can be read or written (poll's events). False when it is time to stop.
  [[nodiscard]] bool wait_ready(int fd, short events) const;

  /// The signal that ended it, 0 for none.
  [[nodiscard]] int signal() const { return signal_; }
  [[nodiscard]] std::optional<std::string> failure() const;

 private:
  void wake() const noexcept;

  int event_;                     // readable once stopping; never read
  std::optional<Time> deadline_;  // written before there are threads
  std::atomic<int> signal_{0};
  mutable std::mutex mutex_;
  std::optional<std::string> failure_;  // guarded by mutex_
};

/// SIGINT and SIGTERM go to `stop` while this lives; a second one ends the process at once, with 128 + its number.
/// One that follows within a fifth of a second is the same request: timeout(1), for one, signals both the process and
/// its group. One at a time.
class SignalGuard {
 public:
  explicit SignalGuard(Stop& stop);
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;
  ~SignalGuard();
};

}  // namespace skyline::cli
