// SPDX-License-Identifier: Apache-2.0
#include "cli/stop.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "cli/console.hpp"
#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

constexpr std::int64_t kSameRequestNs = 200'000'000;
constexpr int kSignalExit = 128;

std::atomic<Stop*> active_stop{nullptr};
std::atomic<std::int64_t> first_signal_ns{0};

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

void handle_signal(int signal) {
  const int saved_errno = errno;
  const auto now = monotonic_ns();
  std::int64_t first = 0;
  if (!first_signal_ns.compare_exchange_strong(first, now) && now - first > kSameRequestNs) {
    leave_status();
    _exit(kSignalExit + signal);
  }
  if (auto* stop = active_stop.load()) stop->signalled(signal);
  errno = saved_errno;
}

timespec remaining(std::chrono::nanoseconds duration) {
  const auto ns = std::max<std::int64_t>(0, duration.count());
  return {static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
}

}  // namespace

Stop::Stop() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw RunError(fmt::format("cannot make an event descriptor: {}", std::strerror(errno)));
}

Stop::~Stop() { close(event_); }

void Stop::signalled(int signal) noexcept {
  int none = 0;
  signal_.compare_exchange_strong(none, signal);
  wake();
}

void Stop::fail(std::string message) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(message);
  }
  wake();
}

void Stop::finish() noexcept { wake(); }

// An eventfd takes 2^64 - 2 of these before a write would fail.
void Stop::wake() const noexcept {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(event_, &one, sizeof one));
}

bool Stop::requested() const { return wait_until(Time::min()); }

bool Stop::wait_until(Time until) const {
  pollfd event{event_, POLLIN, 0};
  for (;;) {
    const auto now = std::chrono::steady_clock::now();
    if (deadline_ && now >= *deadline_) return true;
    const auto end = deadline_ ? std::min(until, *deadline_) : until;
    const auto timeout = end <= now ? timespec{} : remaining(end - now);
    if (ppoll(&event, 1, &timeout, nullptr) > 0) return true;
    if (end == until && std::chrono::steady_clock::now() >= until) return false;
  }
}

bool Stop::wait_ready(int fd, short events) const {
  std::array<pollfd, 2> fds{pollfd{event_, POLLIN, 0}, pollfd{fd, events, 0}};
  for (;;) {
    const auto now = std::chrono::steady_clock::now();
    if (deadline_ && now >= *deadline_) return false;
    const auto timeout = deadline_ ? remaining(*deadline_ - now) : timespec{};
    ppoll(fds.data(), fds.size(), deadline_ ? &timeout : nullptr, nullptr);
    if (fds[0].revents != 0) return false;
    if (fds[1].revents != 0) return true;
  }
}

std::optional<std::string> Stop::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

SignalGuard::SignalGuard(Stop& stop) {
  first_signal_ns = 0;
  active_stop = &stop;
  struct sigaction action {};
  action.sa_handler = handle_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

SignalGuard::~SignalGuard() {
  static_cast<void>(std::signal(SIGINT, SIG_DFL));
  static_cast<void>(std::signal(SIGTERM, SIG_DFL));
  active_stop = nullptr;
}

}  // namespace skyline::cli
