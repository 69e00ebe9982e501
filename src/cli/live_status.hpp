// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <thread>

#include "cli/stop.hpp"
#include "cli/stream_report.hpp"

namespace skyline::cli {

/// A line for each stream at the bottom of the terminal, renewed every second (thread `sky-status`) until `stop`; gone
/// when this is. Does nothing where nobody would see it, see status_is_seen(). Destroyed after stop.finish() or its
/// like.
class LiveStatus {
 public:
  /// `wanted` false: nothing is shown. All outlive this.
  LiveStatus(StreamReports reports, const Stop& stop, bool wanted);
  LiveStatus(const LiveStatus&) = delete;
  LiveStatus& operator=(const LiveStatus&) = delete;
  ~LiveStatus();

 private:
  std::thread thread_;
};

}  // namespace skyline::cli
