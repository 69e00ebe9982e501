// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace skyline {

/// First in, first out, between threads; holds at most `capacity` items. Starts open. Any thread may call anything.
/// T is movable.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  /// Never blocks. False when full or closed: the item is then dropped, and counting it is the caller's affair.
  [[nodiscard]] bool push(T item) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(item));
    }
    changed_.notify_one();
    return true;
  }

  /// Waits for an item. False when closed, at once, even if items are left: those are for clear() or reopen().
  [[nodiscard]] bool pop(T& item) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
    return take(item);
  }

  /// Likewise, and false when the deadline passes; an item that is there already is given even when it has passed.
  [[nodiscard]] bool pop_until(T& item, std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return closed_ || !items_.empty(); });
    return take(item);
  }

  /// Drops all items.
  void clear() {
    std::deque<T> dropped;  // destroyed after the lock is let go: an item's destructor may call anything
    const std::lock_guard lock(mutex_);
    dropped.swap(items_);
  }

  /// Wakes everybody who waits; nothing comes in or goes out until reopen(). Idempotent. The items stay.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

  /// Open again, with the items that were left.
  void reopen() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = false;
    }
    changed_.notify_all();
  }

  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  bool take(T& item) {
    if (closed_ || items_.empty()) return false;
    item = std::move(items_.front());
    items_.pop_front();
    return true;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;  // guarded by mutex_
  bool closed_ = false;  // guarded by mutex_
};

}  // namespace skyline
