// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace skyline {

/// A named thread with a wake-up and a stop. The body runs once and returns when stopping() is true; it must not
/// throw. The destructor stops, wakes and joins.
class Worker {
 public:
  using Body = std::function<void(Worker&)>;

  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { stop(); }

  /// Names are cut after 15 characters, the limit of the kernel.
  void start(const std::string& name, Body body);
  /// Idempotent; returns when the thread is gone. Not from the thread itself.
  void stop();
  /// Waits for the body to return by itself. Not from the thread itself.
  void join();

  /// Ends a wait that is under way, or the next one.
  void wake();

  /// For the body: waits for wake(), stop() or the deadline. False when stopping.
  bool wait_until(std::chrono::steady_clock::time_point deadline);
  bool wait_for(std::chrono::nanoseconds duration) { return wait_until(std::chrono::steady_clock::now() + duration); }
  bool wait();
  [[nodiscard]] bool stopping() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;     // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // start() and stop() are one caller's
};

/// The calling thread no longer takes the processor from the thread that wakes it (SCHED_BATCH; no rights needed): an
/// application's put() goes on at once. Where the system has no such thing nothing changes.
void wake_politely() noexcept;

}  // namespace skyline
