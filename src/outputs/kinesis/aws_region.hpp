// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/kinesis/environment.hpp"

namespace skyline::kinesis {

/// AWS_REGION, AWS_DEFAULT_REGION, then that of the profile (named, or AWS_PROFILE, or default); empty when there is
/// none. Throws Error on one that cannot be a region, and on files that cannot be read.
[[nodiscard]] std::string find_region(const Environment& environment, const std::string& profile);

/// The region as it is when it looks like one: it becomes a part of host names. Throws Error.
[[nodiscard]] std::string checked_region(const std::string& region);

/// The domain of AWS's hosts for the region.
[[nodiscard]] std::string aws_domain(const std::string& region);

}  // namespace skyline::kinesis
