// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/open_port.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "cli/errors.hpp"
#include "cli/panorama/json_insert.hpp"
#include "cli/panorama/rule_check.hpp"

namespace skyline::cli::panorama {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::array<std::string_view, 2> kInboundPorts{"network", "inboundPorts"};
constexpr std::array<std::string_view, 1> kRoutingRules{"networkRoutingRules"};

struct CodeNode {
  std::string name;
  const Package* package = nullptr;
  const JsonValue* interface = nullptr;
};

std::vector<CodeNode> nodes_with_interface(const Project& project) {
  std::vector<CodeNode> found;
  const auto& graph = project.applications.front().graph.document.root();
  for (const auto& node : graph.find("nodeGraph")->list("nodes")) {
    const auto name = parse_interface_name(node.string("interface"));
    const auto* package = find_package(project, name);
    const auto* interface = package == nullptr ? nullptr : find_interface(*package, name.interface);
    if (interface != nullptr) found.push_back({node.string("name"), package, interface});
  }
  return found;
}

std::string names_of(const std::vector<CodeNode>& nodes) {
  std::vector<std::string> names;
  names.reserve(nodes.size());
  for (const auto& node : nodes) names.push_back(node.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

CodeNode find_node(const Project& project, const std::string& wanted) {
  auto nodes = nodes_with_interface(project);
  const auto all = names_of(nodes);
  std::erase_if(nodes, [&wanted](const CodeNode& node) {
    return wanted.empty() ? node.interface->string("category") != "business_logic" : node.name != wanted;
  });
  if (nodes.size() == 1) return nodes.front();
  if (!wanted.empty()) {
    throw UsageError(fmt::format("--node: no node {} of the graph has its package in this project; these have: {}",
                                 in_quotes(wanted), all.empty() ? "none" : all));
  }
  if (nodes.empty()) {
    throw UsageError(
        fmt::format("no node of the graph is of category business_logic with its package in this project; "
                    "name the one that serves the port with --node: {}",
                    all.empty() ? "none has its package here" : all));
  }
  throw UsageError(fmt::format("several nodes may be meant, name one with --node: {}", names_of(nodes)));
}

class Planner {
 public:
  Planner(const ProjectPaths& paths, const Project& project, const Texts& texts, const PortRequest& request)
      : paths_(paths.applications.front()), application_(project.applications.front()), request_(request) {
    const auto code = find_node(project, request.node);
    plan_.node = code.name;
    plan_.texts = texts;
    inbound_port(paths, code);
    graph_rule();
    override_rule();
  }
  PortPlan take() { return std::move(plan_); }

 private:
  void inbound_port(const ProjectPaths& paths, const CodeNode& code) {
    if (declares(*code.interface, request_.port)) return;
    const auto file = std::ranges::find(paths.packages, code.package->path, &ManifestPath::path);
    const Json element{{"port", request_.port}, {"description", request_.description}};
    insert(*file, code.package->manifest.document, *code.interface, kInboundPorts, element);
  }

  void graph_rule() {
    const auto rules = read_rules(application_.graph, "nodeGraph");
    plan_.host_port = request_.host_port.value_or(request_.port);
    if (const auto* rule = find_rule(rules)) {
      plan_.host_port = rule->host_port.value_or(plan_.host_port);
      return;
    }
    auto element = rule_element();
    element["decorator"] = {{"title", fmt::format("Port {}", plan_.host_port)}, {"description", request_.description}};
    const auto& document = application_.graph.document;
    insert(paths_.graph, document, *document.root().find("nodeGraph"), kRoutingRules, element);
  }

  void override_rule() {
    if (paths_.overrides.empty()) return;
    const auto& file = paths_.overrides.front();
    if (application_.overrides.empty()) return make_overrides(file);
    const auto& manifest = application_.overrides.front();
    if (find_rule(read_rules(manifest, "nodeGraphOverrides")) != nullptr) return;
    insert(file, manifest.document, *manifest.document.root().find("nodeGraphOverrides"), kRoutingRules,
           rule_element());
  }

  void make_overrides(const ManifestPath& file) {
    auto style = style_of(application_.graph.document);
    const Json document{
        {"nodeGraphOverrides",
         {{"envelopeVersion", std::string(kEnvelopeVersion)}, {"networkRoutingRules", {rule_element()}}}}};
    const auto end = style.newline.empty() ? "\n" : style.newline;
    plan_.texts[file.path] = render(document, style, "", style.newline.empty()) + end;
    plan_.changed.push_back(file);
  }

  [[nodiscard]] Json rule_element() const {
    return {{"node", plan_.node}, {"containerPort", request_.port}, {"hostPort", plan_.host_port}};
  }

  /// A rule that opens the port already.
  [[nodiscard]] const Rule* find_rule(const Rules& rules) const {
    const auto found = std::ranges::find_if(rules.rules, [this](const Rule& rule) {
      return rule.node == plan_.node && rule.container_port == request_.port &&
             (!request_.host_port || rule.host_port == request_.host_port);
    });
    return found == rules.rules.end() ? nullptr : &*found;
  }

  void insert(const ManifestPath& file, const JsonDocument& document, const JsonValue& parent,
              std::span<const std::string_view> keys, const Json& element) {
    plan_.texts[file.path] = inserted(document.text(), append_to_list(document, parent, keys, element));
    plan_.changed.push_back(file);
  }

  const ApplicationPaths& paths_;
  const Application& application_;
  const PortRequest& request_;
  PortPlan plan_;
};

}  // namespace

PortPlan plan_port(const ProjectPaths& paths, const Project& project, const Texts& texts, const PortRequest& request) {
  return Planner(paths, project, texts, request).take();
}

}  // namespace skyline::cli::panorama
