// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace bench {

/// Nanoseconds of CLOCK_MONOTONIC, which all processes share.
[[nodiscard]] std::int64_t now_ns();
/// Sleeps to an absolute deadline, so that pacing does not drift.
void sleep_until(std::int64_t deadline_ns);
void sleep_seconds(double seconds);

/// User and system time of all threads of this process, in milliseconds.
[[nodiscard]] double cpu_ms();
/// Peak resident memory of this process in megabytes (10^6 bytes).
[[nodiscard]] double peak_memory_mb();

/// The value that a share of the values does not exceed; nan when there is none.
[[nodiscard]] double quantile(std::vector<double> values, double share);
[[nodiscard]] double median(const std::vector<double>& values);

}  // namespace bench
