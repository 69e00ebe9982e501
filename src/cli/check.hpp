// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"

namespace skyline::cli {

/// `skyline check`: says what a configuration file would serve, or each thing that is wrong with it. Returns the exit
/// code.
[[nodiscard]] int check(const CheckOptions& options);

}  // namespace skyline::cli
