// SPDX-License-Identifier: Apache-2.0
#include "net/server/coroutine.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>

namespace skyline::net {
namespace {

namespace asio = boost::asio;

struct Outcome {
  explicit Outcome(const asio::any_io_executor& executor) : ended(executor) {}
  Signal ended;
  bool done = false;
  std::exception_ptr error;
};

}  // namespace

awaitable<void> Signal::wait_until(std::chrono::steady_clock::time_point deadline) {
  boost::system::error_code ignored;  // cancelled, or the time is over: the caller looks for himself
  timer_.expires_at(deadline);
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

awaitable<void> pause(std::chrono::nanoseconds duration) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(duration));
  co_await timer.async_wait(asio::use_awaitable);
}

awaitable<void> both(awaitable<void>& first, awaitable<void>& second) {
  const auto executor = co_await asio::this_coro::executor;
  const auto outcome = std::make_shared<Outcome>(executor);
  asio::co_spawn(executor, std::move(second), [outcome](std::exception_ptr error) {
    outcome->error = std::move(error);
    outcome->done = true;
    outcome->ended.notify();
  });
  std::exception_ptr error;
  try {
    co_await std::move(first);
  } catch (const std::exception&) {
    error = std::current_exception();
  }
  while (!outcome->done) co_await outcome->ended.wait();
  if (error) std::rethrow_exception(error);
  if (outcome->error) std::rethrow_exception(outcome->error);
}

}  // namespace skyline::net
