// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/aws_region.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "outputs/kinesis/aws_profile.hpp"
#include "outputs/kinesis/credentials_check.hpp"
#include "skyline/error.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline {
namespace kinesis {

std::string find_region(const Environment& environment, const std::string& profile) {
  for (const auto* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (const auto region = environment(name); !region.empty()) return checked_region(region);
  }
  const Profiles profiles(environment);
  const auto* const settings = profiles.find(profile_name(environment, profile));
  const auto region = settings == nullptr ? "" : setting(*settings, "region");
  return region.empty() ? "" : checked_region(region);
}

std::string checked_region(const std::string& region) {
  constexpr std::size_t kMost = 32;
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (region.empty() || region.size() > kMost || !std::ranges::all_of(region, allowed) || region.front() == '-' ||
      region.back() == '-') {
    throw Error(fmt::format("'{}' is not a region of AWS; eu-west-1 is one", quotable(region, {})));
  }
  return region;
}

std::string aws_domain(const std::string& region) {
  return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

}  // namespace kinesis

std::string find_aws_region(const std::string& profile) {
  return kinesis::find_region(kinesis::process_environment(), profile);
}

}  // namespace skyline
