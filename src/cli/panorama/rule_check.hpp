// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/panorama/project.hpp"

namespace skyline::cli::panorama {

/// Nodes by name, with the text of their interface.
using Nodes = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] std::vector<std::string> names_of(const Nodes& nodes);

/// A network routing rule as far as it is of the right shape.
struct Rule {
  const JsonValue* at = nullptr;
  std::string path;
  std::string node;
  std::optional<std::int64_t> container_port;
  std::optional<std::int64_t> host_port;
};

/// The rules of one document.
struct Rules {
  const Manifest* manifest = nullptr;
  std::vector<Rule> rules;
};

/// `body` is nodeGraph or nodeGraphOverrides. The manifest outlives what is returned.
[[nodiscard]] Rules read_rules(const Manifest& manifest, const char* body);

/// Each by itself, and against the others of its document.
void check_rules(const Project& project, const Nodes& nodes, const Rules& rules, Problems& problems);

/// What viewers have to know once a port is open.
void note_transport(const Rules& rules, Problems& problems);

/// An override document confirms at deployment which of the graph's ports are opened.
void check_confirmation(const Rules& graph, const Rules& overrides, Problems& problems);

/// Whether the interface declares this inbound port.
[[nodiscard]] bool declares(const JsonValue& interface, std::int64_t port);

}  // namespace skyline::cli::panorama
