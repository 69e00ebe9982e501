// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"

namespace skyline::cli {

/// Serves until the source ends, the time is up or a signal comes. Returns the exit code; throws on failure.
[[nodiscard]] int serve(const ServeOptions& options);

}  // namespace skyline::cli
