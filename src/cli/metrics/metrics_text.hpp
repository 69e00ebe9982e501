// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/metrics/process_report.hpp"
#include "cli/stream_report.hpp"

namespace skyline::cli {

inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics as Prometheus' text format has them. docs/15-metrics-and-logs.md is the list of them.
[[nodiscard]] std::string metrics_text(const std::vector<StreamReport>& reports, const ProcessReport& process,
                                       std::string_view version);

/// Why this is not well: a line for each stream that cannot encode and for each output the service refuses, saying
/// which and why. Empty when all is well.
[[nodiscard]] std::string unhealthy_text(const std::vector<StreamReport>& reports);

}  // namespace skyline::cli
