// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>  // for the next one, which uses std::exchange and does not include it (Boost 1.74)

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

// GCC 12 compiles some uses of co_await wrongly: with co_await in a condition or within a larger expression, and with
// temporaries in it that have a destructor (but the awaitable itself), things are destroyed twice. In this project
// co_await therefore begins a statement or stands alone behind its =, and what is not trivial has a name before.

namespace skyline::net {

using boost::asio::awaitable;

/// What coroutines of one thread tell each other: something has changed, look again.
class Signal {
 public:
  explicit Signal(const boost::asio::any_io_executor& executor) : timer_(executor) {}

  /// Wakes whoever waits; nobody later.
  void notify() { timer_.cancel(); }
  /// Waits for the next notify(), or until then. One coroutine at a time.
  [[nodiscard]] awaitable<void> wait_until(std::chrono::steady_clock::time_point deadline);
  [[nodiscard]] awaitable<void> wait() { return wait_until(std::chrono::steady_clock::time_point::max()); }

 private:
  boost::asio::steady_timer timer_;
};

/// Waits so long.
[[nodiscard]] awaitable<void> pause(std::chrono::nanoseconds duration);

/// Runs both at the same time, and waits for both; they are used up. Throws what the first one threw, then what the
/// second one threw. Whoever fails must see to it that the other one ends.
[[nodiscard]] awaitable<void> both(awaitable<void>& first, awaitable<void>& second);

}  // namespace skyline::net
