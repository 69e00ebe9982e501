// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/panorama/project.hpp"

namespace skyline::cli::panorama {

/// The guide's range for ports of the appliance; the schema has none.
inline constexpr std::int64_t kLowestHostPort = 8000;
inline constexpr std::int64_t kHighestHostPort = 9000;

/// What a graph and its override documents say of each other, and of the project's packages.
void check_application(const Project& project, const Application& application, Problems& problems);

}  // namespace skyline::cli::panorama
