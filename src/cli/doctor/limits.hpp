// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace skyline::cli {

/// What control groups leave to a process; nothing: all there is.
struct Limits {
  std::optional<double> processors;
  std::optional<std::uint64_t> memory_bytes;
};

/// Processors out of a cpu.max ("50000 100000"); nothing for "max" and for what is none.
[[nodiscard]] std::optional<double> parse_cpu_max(std::string_view text);

/// The tightest limits from the process's group up to the root. `groups` is the text of /proc/self/cgroup, `root` where
/// the groups are mounted, /sys/fs/cgroup; versions 1 and 2.
[[nodiscard]] Limits read_limits(const std::string& groups, const std::filesystem::path& root);

/// "8192 kB" of a field of /proc/meminfo, in bytes.
[[nodiscard]] std::optional<std::uint64_t> parse_meminfo(std::string_view text, std::string_view field);

}  // namespace skyline::cli
