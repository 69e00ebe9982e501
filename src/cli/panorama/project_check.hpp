// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/panorama/project.hpp"

namespace skyline::cli::panorama {

/// Whatever is wrong in these texts, in order; `problems` has what is known before, and what is then added.
void check_project(const ProjectPaths& paths, const Texts& texts, Problems& problems);

/// What the documents say of each other: nodes and their interfaces, edges, rules, overrides. Each is looked at as far
/// as it is of the right shape.
void check_relations(const Project& project, Problems& problems);

}  // namespace skyline::cli::panorama
