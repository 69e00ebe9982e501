// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cli/settings.hpp"

namespace skyline::cli {

/// Reads a configuration file (docs/05-config-file.md). Throws UsageError whose text has a line for each problem, with
/// file, line, column and key, and no secrets.
[[nodiscard]] ServeSettings read_config(const std::string& file);

/// The same for a text, without what only the RTSP server knows to be wrong; `file` is its name in messages, and
/// relative names begin at its folder.
[[nodiscard]] ServeSettings parse_config(std::string_view text, const std::string& file);

/// The JSON Schema of configuration files, ending in a new line.
[[nodiscard]] std::string config_schema();

}  // namespace skyline::cli
