// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/rule_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/panorama/graph_check.hpp"

namespace skyline::cli::panorama {
namespace {

std::optional<std::int64_t> integer(const JsonValue& value, const char* key) {
  const auto* member = value.find(key);
  if (member == nullptr || !member->is(JsonValue::Kind::kInteger)) return std::nullopt;
  return member->integer;
}

class RuleCheck {
 public:
  RuleCheck(const Rules& rules, Problems& problems) : rules_(rules), problems_(problems) {}

  void node(const Project& project, const Nodes& nodes, const Rule& rule) {
    if (rule.node.empty()) return;
    const auto found = nodes.find(rule.node);
    if (found == nodes.end()) {
      return report(Level::kError, rule, "node",
                    fmt::format("there is no node {}{}", in_quotes(rule.node), suggestion(rule.node, names_of(nodes))));
    }
    if (!rule.container_port) return;
    const auto name = parse_interface_name(found->second);
    const auto* package = find_package(project, name);
    const auto* interface = package == nullptr ? nullptr : find_interface(*package, name.interface);
    if (interface == nullptr) {
      return report(Level::kNote, rule, "containerPort",
                    fmt::format("whether {} declares this port was not checked: its interface is not in this project",
                                in_quotes(rule.node)));
    }
    if (declares(*interface, *rule.container_port)) return;
    report(Level::kError, rule, "containerPort",
           fmt::format("port {} is not declared by the interface of {}; add it to network.inboundPorts in {}",
                       *rule.container_port, in_quotes(rule.node), package->manifest.file));
  }

  void host_port(const Rule& rule) {
    if (!rule.host_port) {
      if (rule.at->find("hostPort") == nullptr) {
        report(Level::kWarning, rule, "", "there is no \"hostPort\", so the appliance opens none; add it");
      }
      return;
    }
    if (*rule.host_port >= kLowestHostPort && *rule.host_port <= kHighestHostPort) return;
    report(Level::kWarning, rule, "hostPort",
           fmt::format("{} is outside {} to {}, the ports an appliance opens by its guide", *rule.host_port,
                       kLowestHostPort, kHighestHostPort));
  }

  void twice(std::size_t index) {
    const auto& rule = rules_.rules[index];
    if (!rule.host_port) return;
    const auto before = rules_.rules.begin() + static_cast<std::ptrdiff_t>(index);
    const auto other = std::find_if(rules_.rules.begin(), before,
                                    [&rule](const Rule& each) { return each.host_port == rule.host_port; });
    if (other == before) return;
    if (other->node == rule.node && other->container_port == rule.container_port) {
      return report(Level::kError, rule, "", fmt::format("repeats the rule {}; remove one", other->path));
    }
    report(Level::kError, rule, "hostPort",
           fmt::format("{} is taken by {}; choose another", *rule.host_port, other->path));
  }

  void report(Level level, const Rule& rule, const char* key, std::string what) {
    const auto* member = *key == '\0' ? rule.at : rule.at->find(key);
    const auto line = rules_.manifest->document.line(member->begin);
    problems_.push_back(
        {level, rules_.manifest->file, line, *key == '\0' ? rule.path : path_to(rule.path, key), std::move(what)});
  }

 private:
  const Rules& rules_;
  Problems& problems_;
};

bool has_rule(const Rules& rules, const Rule& rule) {
  return std::ranges::any_of(rules.rules, [&rule](const Rule& other) {
    return other.node == rule.node && other.container_port == rule.container_port;
  });
}

}  // namespace

std::vector<std::string> names_of(const Nodes& nodes) {
  std::vector<std::string> names;
  for (const auto& [name, interface] : nodes) names.push_back(name);
  return names;
}

Rules read_rules(const Manifest& manifest, const char* body) {
  Rules rules{&manifest, {}};
  const auto* object = manifest.document.root().find(body);
  if (object == nullptr) return rules;
  const auto path = path_to(path_to("$", body), "networkRoutingRules");
  const auto& list = object->list("networkRoutingRules");
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is(JsonValue::Kind::kObject)) continue;
    rules.rules.push_back({&list[i], path_to(path, i), list[i].string("node"), integer(list[i], "containerPort"),
                           integer(list[i], "hostPort")});
  }
  return rules;
}

void check_rules(const Project& project, const Nodes& nodes, const Rules& rules, Problems& problems) {
  RuleCheck check(rules, problems);
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    check.node(project, nodes, rules.rules[i]);
    check.host_port(rules.rules[i]);
    check.twice(i);
  }
}

void note_transport(const Rules& rules, Problems& problems) {
  if (rules.rules.empty()) return;
  RuleCheck(rules, problems)
      .report(Level::kNote, rules.rules.front(), "",
              "the appliance forwards TCP only: viewers have to use RTSP over TCP (ffplay -rtsp_transport tcp ...)");
}

void check_confirmation(const Rules& graph, const Rules& overrides, Problems& problems) {
  RuleCheck of_graph(graph, problems);
  for (const auto& rule : graph.rules) {
    if (has_rule(overrides, rule)) continue;
    of_graph.report(
        Level::kWarning, rule, "",
        fmt::format("{} does not repeat this rule, so deployed with it the port stays closed; add the rule there",
                    overrides.manifest->file));
  }
  RuleCheck of_overrides(overrides, problems);
  for (const auto& rule : overrides.rules) {
    if (has_rule(graph, rule)) continue;
    of_overrides.report(
        Level::kWarning, rule, "",
        fmt::format("repeats no rule of {}; add one there for this node and container port", graph.manifest->file));
  }
}

bool declares(const JsonValue& interface, std::int64_t port) {
  const auto* network = interface.find("network");
  if (network == nullptr) return false;
  return std::ranges::any_of(network->list("inboundPorts"),
                             [port](const JsonValue& each) { return integer(each, "port") == port; });
}

}  // namespace skyline::cli::panorama
