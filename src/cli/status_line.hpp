// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/stream_report.hpp"

namespace skyline::cli {

/// What a stream does, in a line: name, state, size, frames a second; bitrate and latency from capture to unit since
/// `before`, the report of so long ago; viewers; for each output to Kinesis its state and what waits. `before` is null
/// for the first line.
[[nodiscard]] std::string status_line(const StreamReport& now, const StreamReport* before,
                                      std::chrono::duration<double> elapsed, bool colours);

/// A line for each stream.
[[nodiscard]] std::vector<std::string> status_lines(const std::vector<StreamReport>& now,
                                                    const std::vector<StreamReport>& before,
                                                    std::chrono::duration<double> elapsed, bool colours);

}  // namespace skyline::cli
