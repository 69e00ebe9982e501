// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "skyline/stats.hpp"
#include "skyline/stream.hpp"

namespace skyline::cli {

/// One stream of `skyline serve` at one moment, for status lines, statistics and metrics.
struct StreamReport {
  std::string name;  ///< unique among the streams, stays the same as long as the program runs
  State state = State::kStopped;
  Stats stats;
};

/// The streams of now, in the order of the configuration. Any thread.
using StreamReports = std::function<std::vector<StreamReport>()>;

}  // namespace skyline::cli
