// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/limits.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

namespace skyline::cli {
namespace {

namespace fs = std::filesystem;

// Version 1 has no word for "no limit": a number near 2^63 stands for it.
constexpr std::uint64_t kNoLimit = std::uint64_t{1} << 60U;

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

template <class Number>
std::optional<Number> number(const std::string& text) {
  std::istringstream words(text);
  Number value{};
  if (!(words >> value)) return std::nullopt;
  return value;
}

template <class Value>
void tighten(std::optional<Value>& limit, std::optional<Value> other) {
  if (other && (!limit || *other < *limit)) limit = other;
}

std::optional<std::uint64_t> memory(const fs::path& path) {
  const auto bytes = number<std::uint64_t>(first_line(path));
  return bytes && *bytes < kNoLimit ? bytes : std::nullopt;
}

std::optional<double> quota(const fs::path& folder) {
  const auto quota = number<double>(first_line(folder / "cpu.cfs_quota_us"));
  const auto period = number<double>(first_line(folder / "cpu.cfs_period_us"));
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return *quota / *period;
}

/// The folder of a group and all above it up to `root`. In a container the path may be the host's: then only the root
/// is there.
std::vector<fs::path> folders(const fs::path& root, const std::string& group) {
  std::vector<fs::path> found{root};
  for (const auto& part : fs::path(group).relative_path()) found.push_back(found.back() / part);
  return found;
}

}  // namespace

std::optional<double> parse_cpu_max(std::string_view text) {
  std::istringstream words{std::string(text)};
  double quota = 0;
  double period = 0;
  if (!(words >> quota >> period) || quota <= 0 || period <= 0) return std::nullopt;
  return quota / period;
}

Limits read_limits(const std::string& groups, const fs::path& root) {
  Limits limits;
  std::istringstream lines(groups);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const auto path = line.substr(second + 1);
    const bool unified = controllers == ",,";
    if (unified) {
      for (const auto& folder : folders(root, path)) {
        tighten(limits.processors, parse_cpu_max(first_line(folder / "cpu.max")));
        tighten(limits.memory_bytes, memory(folder / "memory.max"));
      }
    }
    if (controllers.find(",cpu,") != std::string::npos) {
      for (const auto& folder : folders(root / "cpu", path)) tighten(limits.processors, quota(folder));
    }
    if (controllers.find(",memory,") != std::string::npos) {
      for (const auto& folder : folders(root / "memory", path)) {
        tighten(limits.memory_bytes, memory(folder / "memory.limit_in_bytes"));
      }
    }
  }
  return limits;
}

std::optional<std::uint64_t> parse_meminfo(std::string_view text, std::string_view field) {
  constexpr std::uint64_t kKibibyte = 1024;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(field) || line.substr(field.size(), 1) != ":") continue;
    const auto kib = number<std::uint64_t>(line.substr(field.size() + 1));
    return kib ? std::optional(*kib * kKibibyte) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace skyline::cli
