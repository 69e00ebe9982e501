// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "skyline/export.hpp"

namespace skyline {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

/// Called for each line at or above the level, from any thread, one call at a time. It must not call put().
using LogSink = std::function<void(LogLevel level, std::string_view category, std::string_view message)>;

/// Replaces where log lines go; an empty function restores the default, standard error.
SKYLINE_API void set_log_sink(LogSink sink);

/// kInfo at start.
SKYLINE_API void set_log_level(LogLevel level);

}  // namespace skyline
