// SPDX-License-Identifier: Apache-2.0
#include "cli/live_status.hpp"

#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "cli/console.hpp"
#include "cli/status_line.hpp"
#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

void show_every_second(const StreamReports& reports, const Stop& stop) {
  const bool colours = takes_colours(STDERR_FILENO);
  auto last = std::chrono::steady_clock::now();
  std::vector<StreamReport> before;
  do {
    const auto now = std::chrono::steady_clock::now();
    auto present = reports();
    show_status(status_lines(present, before, now - std::exchange(last, now), colours));
    before = std::move(present);
  } while (!stop.wait_until(last + std::chrono::seconds{1}));
}

}  // namespace

LiveStatus::LiveStatus(StreamReports reports, const Stop& stop, bool wanted) {
  if (!wanted || !status_is_seen()) return;
  thread_ = std::thread([reports = std::move(reports), &stop] {
    pthread_setname_np(pthread_self(), "sky-status");
    try {
      show_every_second(reports, stop);
    } catch (const std::exception& error) {
      log_line(LogLevel::kWarning, "status", error.what());
    }
    show_status({});
  });
}

LiveStatus::~LiveStatus() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace skyline::cli
