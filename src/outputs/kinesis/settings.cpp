// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr std::size_t kLongestName = 256;
constexpr std::size_t kMostTags = 50;
constexpr std::uint64_t kMiB = 1U << 20U;

bool is_stream_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
         std::ranges::all_of(name, [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                  c == '-';
         });
}

template <class Value>
void require_range(const char* what, Value value, Value low, Value high, const char* unit) {
  if (value < low || value > high) {
    throw Error(fmt::format("{} is {} {}; it must be from {} to {}", what, value, unit, low, high));
  }
}

}  // namespace

KvsConfig checked_settings(KvsConfig config) {
  if (!is_stream_name(config.stream_name)) {
    throw Error(fmt::format("the name of a stream is 1 to {} of the characters a-z A-Z 0-9 _ . -", kLongestName));
  }
  if (config.tags.size() > kMostTags) throw Error(fmt::format("a stream has at most {} tags", kMostTags));
  require_range<std::uint64_t>("buffer_bytes", config.buffer_bytes, kMiB / 16, kMiB << 14U, "bytes");
  require_range<std::int64_t>("buffer_age", config.buffer_age.count(), 10, 86'400, "s");
  require_range<std::uint64_t>("spool_bytes", config.spool_bytes, kMiB, kMiB << 24U, "bytes");
  require_range<std::int64_t>("backlog_kbps", config.backlog_kbps, 100, 10'000'000, "kbit/s");
  require_range<std::int64_t>("connection_life", config.connection_life.count(), 1, 44, "min");
  require_range<std::int64_t>("stop_timeout", config.stop_timeout.count(), 0, 600'000, "ms");
  require_range<std::int64_t>("retention", config.retention.count(), 0, 87'600, "h");
  if (!config.credentials) config.credentials = std::make_shared<KvsChainCredentials>();
  return config;
}

}  // namespace skyline::kinesis
