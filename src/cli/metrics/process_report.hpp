// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace skyline::cli {

/// What the system says of this process. Where it does not say, there is nothing.
struct ProcessReport {
  std::optional<double> cpu_seconds;  ///< user and system
  std::optional<double> resident_bytes;
  std::optional<double> virtual_bytes;
  std::optional<double> open_fds;
  std::optional<double> max_fds;
  std::optional<double> start_time_seconds;  ///< since 1970
};

[[nodiscard]] ProcessReport read_process_report();

}  // namespace skyline::cli
