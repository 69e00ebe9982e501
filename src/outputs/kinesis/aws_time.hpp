// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace skyline::kinesis {

using WallTime = std::chrono::system_clock::time_point;

/// "2026-01-31T12:00:00Z", also with a fraction of a second (dropped) or an offset such as +01:00 in place of the Z;
/// nothing else. A time the clock cannot hold becomes one that is very far away.
[[nodiscard]] std::optional<WallTime> parse_time(std::string_view text);

/// "2026-01-31T12:00:00Z"; fractions are dropped.
[[nodiscard]] std::string format_time(WallTime time);

}  // namespace skyline::kinesis
