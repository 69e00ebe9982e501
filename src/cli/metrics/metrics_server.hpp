// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "cli/stream_report.hpp"
#include "cli/values.hpp"

namespace skyline::cli {

/// Answers GET /metrics and GET /healthz by HTTP, on a thread of its own (`sky-metrics`), from construction to
/// destruction. What clients send is bounded in size, number and time.
class MetricsServer {
 public:
  /// `reports` is called on the server's thread for every request: it must be quick, and outlives this. Port 0: any
  /// free one; the log says which. Throws RunError when it cannot listen there.
  MetricsServer(const Endpoint& endpoint, StreamReports reports);
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;
  ~MetricsServer();

  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline::cli
