// SPDX-License-Identifier: Apache-2.0
#include "emulator/fault_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;
using Type = Json::value_t;

struct Parameter {
  const char* name;
  bool is_text = false;
  bool is_flag = false;
};

struct Action {
  const char* name;
  FaultPoint point;
  std::initializer_list<Parameter> parameters;
};

constexpr Parameter kFragment{"fragment"};
constexpr Parameter kBytes{"bytes"};
constexpr Parameter kMs{"ms"};
constexpr Parameter kSeconds{"seconds"};

const std::initializer_list<Action> kActions = {
    {"refuse", FaultPoint::kService, {kSeconds}},
    {"clock_skew", FaultPoint::kService, {kMs}},
    {"endpoint_moved", FaultPoint::kService, {}},
    {"reset_connection", FaultPoint::kConnection, {}},
    {"status", FaultPoint::kRequest, {{"status"}, {"type", true}, {"message", true}}},
    {"expired_token", FaultPoint::kRequest, {}},
    {"reset", FaultPoint::kRequest, {}},
    {"stall", FaultPoint::kRequest, {}},
    {"reset_media", FaultPoint::kMedia, {kFragment, kBytes, {"refuse_seconds"}}},
    {"stall_media", FaultPoint::kMedia, {kFragment, kBytes, kSeconds}},
    {"end_response", FaultPoint::kMedia, {kFragment, kBytes}},
    {"ack_error", FaultPoint::kMedia, {kFragment, {"id"}, {"bare", false, true}}},
    {"ack_stop", FaultPoint::kMedia, {kFragment}},
    {"ack_delay", FaultPoint::kMedia, {kMs}},
    {"ack_join", FaultPoint::kMedia, {}},
    {"ack_split", FaultPoint::kMedia, {}},
    {"ack_pretty", FaultPoint::kMedia, {}},
    {"ack_no_persisted", FaultPoint::kMedia, {}},
    {"persist_delay", FaultPoint::kMedia, {kMs}},
};

bool right_type(const Parameter& parameter, const Json& value) {
  if (parameter.is_text) return value.is_string();
  return parameter.is_flag ? value.is_boolean() : value.is_number_integer();
}

void check_parameter(const Action& action, const std::string& name, const Json& value) {
  for (const auto& known :
       {Parameter{"action", true}, Parameter{"api", true}, Parameter{"times"}, Parameter{"after"}}) {
    if (name == known.name && right_type(known, value)) return;
  }
  for (const auto& known : action.parameters) {
    if (name == known.name && right_type(known, value)) return;
  }
  throw invalid_argument(
      fmt::format("fault rule '{}': '{}' is no parameter of it, or of the wrong type; see docs/09-kvs-emulator.md",
                  action.name, name));
}

FaultRule parse_rule(const Json& json) {
  if (!json.is_object() || !json.contains("action") || !json["action"].is_string()) {
    throw invalid_argument("a fault rule is an object with an 'action'");
  }
  const auto name = json["action"].get<std::string>();
  const auto* action =
      std::find_if(kActions.begin(), kActions.end(), [&](const Action& row) { return name == row.name; });
  if (action == kActions.end()) throw invalid_argument(fmt::format("'{}' is no action of a fault rule", name));
  for (const auto& [key, value] : json.items()) check_parameter(*action, key, value);
  FaultRule rule{name, action->point, {}, 0, 1, json};
  rule.api = rule.text("api", "");
  rule.after = rule.number("after", 0);
  rule.times = rule.number("times", 1);
  return rule;
}

}  // namespace

std::int64_t FaultRule::number(const char* name, std::int64_t otherwise) const {
  return parameters.value(name, otherwise);
}
std::string FaultRule::text(const char* name, const char* otherwise) const {
  return parameters.value(name, std::string(otherwise));
}
bool FaultRule::flag(const char* name) const { return parameters.value(name, false); }

void FaultRules::set(const Json& document) {
  if (!document.is_object() || !document.contains("rules") || !document["rules"].is_array()) {
    throw invalid_argument("faults are an object with an array 'rules'");
  }
  std::vector<Counted> parsed;
  for (const auto& json : document["rules"]) parsed.push_back({parse_rule(json)});
  std::vector<FaultRule> of_service;
  for (const auto& [rule, met, used] : parsed) {
    if (rule.point == FaultPoint::kService) of_service.push_back(rule);
  }
  {
    const std::lock_guard lock(mutex_);
    document_ = document;
    rules_ = std::move(parsed);
  }
  if (changed_) changed_(of_service);
}

Json FaultRules::show() const {
  const std::lock_guard lock(mutex_);
  auto out = document_;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    out["rules"][i]["met"] = rules_[i].met;
    out["rules"][i]["used"] = rules_[i].used;
  }
  return out;
}

std::vector<FaultRule> FaultRules::take(FaultPoint point, std::string_view api) {
  const std::lock_guard lock(mutex_);
  std::vector<FaultRule> out;
  for (auto& [rule, met, used] : rules_) {
    if (rule.point != point || (!rule.api.empty() && rule.api != api)) continue;
    if (met++ < rule.after || (rule.times != 0 && used >= rule.times)) continue;
    ++used;
    out.push_back(rule);
  }
  return out;
}

}  // namespace skyline::emulator
