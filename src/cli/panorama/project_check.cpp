// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/project_check.hpp"

#include <fmt/format.h>

#include <set>

#include "cli/panorama/graph_check.hpp"

namespace skyline::cli::panorama {
namespace {

/// Reports each element whose `key` another one before it has.
template <class Identity>
void check_unique(const Manifest& manifest, const std::vector<JsonValue>& list, const std::string& path,
                  Identity identity, const char* what, Problems& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto name = identity(list[i]);
    if (name.empty() || seen.insert(name).second) continue;
    problems.push_back({Level::kError, manifest.file, manifest.document.line(list[i].begin), path_to(path, i),
                        fmt::format("{} {} stands twice; remove one", what, name)});
  }
}

std::string port_of(const JsonValue& inbound) {
  const auto* port = inbound.find("port");
  return port != nullptr && port->is(JsonValue::Kind::kInteger) ? std::to_string(port->integer) : "";
}

std::string name_of(const JsonValue& value) {
  const auto& name = value.string("name");
  return name.empty() ? "" : in_quotes(name);
}

void check_package(const Manifest& manifest, Problems& problems) {
  const auto* body = manifest.document.root().find("nodePackage");
  if (body == nullptr) return;
  const std::string path = "$.nodePackage.interfaces";
  const auto& interfaces = body->list("interfaces");
  check_unique(manifest, interfaces, path, name_of, "the interface", problems);
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    const auto* network = interfaces[i].find("network");
    if (network == nullptr) continue;
    check_unique(manifest, network->list("inboundPorts"), path_to(path, i) + ".network.inboundPorts", port_of, "port",
                 problems);
  }
}

}  // namespace

void check_relations(const Project& project, Problems& problems) {
  for (const auto& package : project.packages) check_package(package.manifest, problems);
  for (const auto& application : project.applications) check_application(project, application, problems);
}

void check_project(const ProjectPaths& paths, const Texts& texts, Problems& problems) {
  const auto project = parse_project(paths, texts, problems);
  // What cannot be read would seem to be missing everywhere else.
  const bool complete = problems.empty();
  for (const auto& package : project.packages) check_shape(package.manifest, kPackageShape, problems);
  for (const auto& application : project.applications) {
    check_shape(application.graph, kGraphShape, problems);
    for (const auto& overrides : application.overrides) check_shape(overrides, kOverridesShape, problems);
  }
  if (complete) check_relations(project, problems);
  tidy(problems);
}

}  // namespace skyline::cli::panorama
