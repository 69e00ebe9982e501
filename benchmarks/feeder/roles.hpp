// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace bench {

/// The roles of the feeder. Each prints its results as JSON.
void add_feed_role(CLI::App& app);
void add_burst_role(CLI::App& app);
void add_start_role(CLI::App& app);

}  // namespace bench
