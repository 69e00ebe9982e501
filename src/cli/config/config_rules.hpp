// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/config/config_tables.hpp"

namespace skyline::cli {

/// Settles what depends on more than one key. What does not go together becomes a problem of the reading; the settings
/// mean something only when there is none.
[[nodiscard]] ServeSettings apply_rules(FileConfig config, Reading& reading);

}  // namespace skyline::cli
