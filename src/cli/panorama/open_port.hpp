// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/panorama/project.hpp"

namespace skyline::cli::panorama {

struct PortRequest {
  std::int64_t port = 0;
  std::optional<std::int64_t> host_port{};  ///< without: that of a rule there is, else the same as `port`
  std::string node{};                       ///< empty: the only one of category business_logic
  std::string description{};
};

struct PortPlan {
  std::string node;
  std::int64_t host_port = 0;
  Texts texts;                        ///< all texts, changed where they are
  std::vector<ManifestPath> changed;  ///< those that are, in the order of writing
};

/// What opens the port: the interface's inbound port, the graph's rule, the override document's rule. The project was
/// checked, and has one application with at most one override document, which may be there to be made. Throws
/// UsageError when it is not clear which node is meant.
[[nodiscard]] PortPlan plan_port(const ProjectPaths& paths, const Project& project, const Texts& texts,
                                 const PortRequest& request);

}  // namespace skyline::cli::panorama
