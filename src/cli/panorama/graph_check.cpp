// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/graph_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/panorama/rule_check.hpp"

namespace skyline::cli::panorama {
namespace {

using Kind = JsonValue::Kind;
const std::map<std::string, std::vector<Kind>, std::less<>> kParameters{{"boolean", {Kind::kBoolean}},
                                                                        {"float32", {Kind::kNumber, Kind::kInteger}},
                                                                        {"int32", {Kind::kInteger}},
                                                                        {"string", {Kind::kString}}};

/// One graph or override document.
class DocumentCheck {
 public:
  DocumentCheck(const Project& project, const Manifest& manifest, const char* body, Problems& problems)
      : project_(project), manifest_(manifest), body_(manifest.document.root().find(body)), problems_(problems) {
    path_ = path_to("$", body);
  }

  [[nodiscard]] const std::vector<JsonValue>& list(const char* key) const {
    static const std::vector<JsonValue> none;
    return body_ == nullptr ? none : body_->list(key);
  }
  [[nodiscard]] std::string path(const char* key, std::size_t index) const {
    return path_to(path_to(path_, key), index);
  }
  void report(Level level, const JsonValue& at, const std::string& path, std::string what) {
    problems_.push_back({level, manifest_.file, manifest_.document.line(at.begin), path, std::move(what)});
  }

  /// Nodes with their interfaces go to `nodes`, packages to `packages`, which may have those of the graph.
  void nodes(Nodes& nodes, std::set<std::string>& packages, bool is_graph) {
    for (const auto& include : list("packages")) packages.insert(include.string("name"));
    std::set<std::string> own;
    for (std::size_t i = 0; i < list("nodes").size(); ++i) {
      const auto& node = list("nodes")[i];
      const auto& name = node.string("name");
      if (name.empty()) continue;
      if (!own.insert(name).second) {
        report(Level::kError, node, path("nodes", i),
               fmt::format("the node {} stands twice; rename one", in_quotes(name)));
      }
      nodes.insert_or_assign(name, node.string("interface"));
      interface(node, path("nodes", i), packages, is_graph);
    }
  }

  void edges(const Nodes& nodes) {
    for (std::size_t i = 0; i < list("edges").size(); ++i) {
      end_of_edge(nodes, list("edges")[i], path("edges", i), "producer", "outputs");
      end_of_edge(nodes, list("edges")[i], path("edges", i), "consumer", "inputs");
    }
  }

  void node_overrides(const Manifest& graph, const Nodes& of_graph) {
    std::vector<std::string> own;
    for (const auto& node : list("nodes")) own.push_back(node.string("name"));
    for (std::size_t i = 0; i < list("nodeOverrides").size(); ++i) {
      const auto& each = list("nodeOverrides")[i];
      replaced(each, path("nodeOverrides", i), graph, of_graph);
      const auto& with = each.list("with");
      for (std::size_t j = 0; j < with.size(); ++j) {
        const auto& name = with[j].string("name");
        if (name.empty() || std::ranges::find(own, name) != own.end()) continue;
        report(Level::kError, with[j], path_to(path_to(path("nodeOverrides", i), "with"), j),
               fmt::format("there is no node {} in this document{}", in_quotes(name), suggestion(name, own)));
      }
    }
  }

 private:
  void end_of_edge(const Nodes& nodes, const JsonValue& edge, const std::string& path, const char* end,
                   const char* ports) {
    const auto& text = edge.string(end);
    const auto dot = text.find('.');
    const auto node = nodes.find(text.substr(0, dot));
    if (text.empty()) return;
    if (node == nodes.end()) {
      const auto name = text.substr(0, dot);
      return report(Level::kError, *edge.find(end), path_to(path, end),
                    fmt::format("there is no node {}{}", in_quotes(name), suggestion(name, names_of(nodes))));
    }
    const auto name = parse_interface_name(node->second);
    const auto* package = find_package(project_, name);
    const auto* interface = package == nullptr ? nullptr : find_interface(*package, name.interface);
    if (interface == nullptr) return;
    const auto port = dot == std::string::npos ? "" : text.substr(dot + 1);
    std::vector<std::string> known;
    for (const auto& each : interface->list(ports)) known.push_back(each.string("name"));
    if (std::ranges::find(known, port) != known.end()) return;
    report(Level::kError, *edge.find(end), path_to(path, end),
           fmt::format("{} is none of the {} of node {}{}", in_quotes(port), ports, in_quotes(node->first),
                       suggestion(port, known)));
  }

  void interface(const JsonValue& node, const std::string& path, const std::set<std::string>& packages, bool is_graph) {
    const auto* text = node.find("interface");
    if (text == nullptr || !text->is(Kind::kString)) return;
    if (kParameters.contains(text->text)) return parameter(node, text->text, path);
    const auto at = path_to(path, "interface");
    if (const auto* value = node.find("value")) {
      report(Level::kError, *value, path_to(path, "value"),
             "only a parameter (boolean, float32, int32, string) has a value");
    }
    const auto name = parse_interface_name(text->text);
    if (name.package.empty() || name.interface.empty() || name.account.empty()) {
      return report(Level::kError, *text, at,
                    fmt::format("{} is neither ACCOUNT::PACKAGE.INTERFACE nor boolean, float32, int32 or string",
                                in_quotes(text->text)));
    }
    const auto package = fmt::format("{}::{}", name.account, name.package);
    if (!packages.contains(package)) {
      report(Level::kError, *text, at,
             fmt::format("the package {} is not in \"packages\"; add it there{}", in_quotes(package),
                         suggestion(package, {packages.begin(), packages.end()})));
    }
    resolve(*text, at, name, is_graph);
  }

  void parameter(const JsonValue& node, const std::string& type, const std::string& path) {
    if (const auto* launch = node.find("launch")) {
      report(Level::kError, *launch, path_to(path, "launch"), "a parameter is not launched; remove it");
    }
    const auto* value = node.find("value");
    if (value == nullptr) return;
    const auto& kinds = kParameters.at(type);
    if (std::ranges::find(kinds, value->kind) != kinds.end()) return;
    report(Level::kError, *value, path_to(path, "value"), fmt::format("is no value for a parameter of type {}", type));
  }

  void resolve(const JsonValue& text, const std::string& at, const InterfaceName& name, bool is_graph) {
    if (const auto* package = find_package(project_, name)) {
      if (find_interface(*package, name.interface) != nullptr) return;
      return report(Level::kError, text, at,
                    fmt::format("the package {} has no interface {}{}", in_quotes(name.package),
                                in_quotes(name.interface), suggestion(name.interface, interfaces_of(*package))));
    }
    std::vector<std::string> known;
    bool own_account = false;
    for (const auto& package : project_.packages) {
      known.push_back(package.name);
      own_account |= package.account == name.account;
    }
    // Cameras were registered with the service, and are in no project.
    const bool strange = own_account && is_graph;
    report(strange ? Level::kWarning : Level::kNote, text, at,
           fmt::format("the package {}::{} is not in this project and was not looked into{}", name.account,
                       name.package, strange ? suggestion(name.package, known) : ""));
  }

  static std::vector<std::string> interfaces_of(const Package& package) {
    std::vector<std::string> names;
    const auto* body = package.manifest.document.root().find("nodePackage");
    if (body == nullptr) return names;
    for (const auto& interface : body->list("interfaces")) names.push_back(interface.string("name"));
    return names;
  }

  void replaced(const JsonValue& each, const std::string& path, const Manifest& graph, const Nodes& of_graph) {
    const auto* replace = each.find("replace");
    if (replace == nullptr || replace->text.empty()) return;
    if (!of_graph.contains(replace->text)) {
      return report(Level::kError, *replace, path_to(path, "replace"),
                    fmt::format("the graph has no node {}{}", in_quotes(replace->text),
                                suggestion(replace->text, names_of(of_graph))));
    }
    for (const auto& node : graph.document.root().find("nodeGraph")->list("nodes")) {
      const auto* overridable = node.find("overridable");
      if (node.string("name") != replace->text || (overridable != nullptr && overridable->boolean)) continue;
      report(Level::kError, *replace, path_to(path, "replace"),
             fmt::format("the graph's node {} is not \"overridable\": true", in_quotes(replace->text)));
    }
  }

  const Project& project_;
  const Manifest& manifest_;
  const JsonValue* body_;
  Problems& problems_;
  std::string path_;
};

}  // namespace

void check_application(const Project& project, const Application& application, Problems& problems) {
  Nodes nodes;
  std::set<std::string> packages;
  DocumentCheck graph(project, application.graph, "nodeGraph", problems);
  graph.nodes(nodes, packages, true);
  graph.edges(nodes);
  const auto graph_rules = read_rules(application.graph, "nodeGraph");
  check_rules(project, nodes, graph_rules, problems);
  note_transport(graph_rules, problems);
  for (const auto& document : application.overrides) {
    auto all_nodes = nodes;
    auto all_packages = packages;
    DocumentCheck overrides(project, document, "nodeGraphOverrides", problems);
    overrides.nodes(all_nodes, all_packages, false);
    overrides.edges(all_nodes);
    overrides.node_overrides(application.graph, nodes);
    const auto rules = read_rules(document, "nodeGraphOverrides");
    check_rules(project, all_nodes, rules, problems);
    if (graph_rules.rules.empty()) note_transport(rules, problems);
    check_confirmation(graph_rules, rules, problems);
  }
}

}  // namespace skyline::cli::panorama
