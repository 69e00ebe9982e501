// SPDX-License-Identifier: Apache-2.0
#include "cli/hangup.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

std::atomic<int> event_of_handler{-1};

void handle_hangup(int /*signal*/) {
  const int saved_errno = errno;
  const std::uint64_t one = 1;
  static_cast<void>(!::write(event_of_handler, &one, sizeof one));
  errno = saved_errno;
}

}  // namespace

HangupGuard::HangupGuard() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw RunError(fmt::format("cannot make an event descriptor: {}", std::strerror(errno)));
  event_of_handler = event_;
  struct sigaction action {};
  action.sa_handler = handle_hangup;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, nullptr);
}

HangupGuard::~HangupGuard() {
  static_cast<void>(std::signal(SIGHUP, SIG_DFL));
  event_of_handler = -1;
  close(event_);
}

void HangupGuard::clear() const {
  std::uint64_t count = 0;
  static_cast<void>(!::read(event_, &count, sizeof count));
}

}  // namespace skyline::cli
