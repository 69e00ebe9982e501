// SPDX-License-Identifier: Apache-2.0
#include "base/worker.hpp"

#include <pthread.h>
#include <sched.h>

#include <utility>

namespace skyline {

void Worker::start(const std::string& name, Body body) {
  stop();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = false;
    woken_ = false;
  }
  thread_ = std::thread([this, name = name.substr(0, 15), body = std::move(body)] {
    pthread_setname_np(pthread_self(), name.c_str());
    body(*this);
  });
}

void Worker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  join();
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

void Worker::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

bool Worker::wait_until(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [this] { return woken_ || stopping_; });
  woken_ = false;
  return !stopping_;
}

bool Worker::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return woken_ || stopping_; });
  woken_ = false;
  return !stopping_;
}

bool Worker::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void wake_politely() noexcept {
  const sched_param none{};
  static_cast<void>(pthread_setschedparam(pthread_self(), SCHED_BATCH, &none));  // a hint: failing changes nothing
}

}  // namespace skyline
