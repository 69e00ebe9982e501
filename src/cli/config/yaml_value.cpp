// SPDX-License-Identifier: Apache-2.0
#include "cli/config/yaml_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "cli/errors.hpp"
#include "cli/password_file.hpp"

namespace skyline::cli {
namespace {

constexpr std::string_view kFile = "file:";

bool is_variable(std::string_view name) {
  const auto allowed = [](unsigned char c) {
    return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

bool is_control(unsigned char c) { return c < ' ' || c == 0x7F; }

std::string kind_of(const YAML::Node& node) {
  if (node.IsNull()) return "nothing";
  if (node.IsSequence()) return "a list";
  return node.IsMap() ? "keys with values" : "a single value";
}

/// Written without quotes, so that YAML takes it for what it looks like.
bool plain(const YAML::Node& node) { return node.IsScalar() && node.Tag() == "?"; }

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

Reading::Reading(const std::string& file)
    : file_(file), folder_(std::filesystem::absolute(std::filesystem::path(file)).parent_path()) {}

void Reading::problem(const Place& place, std::string_view text) {
  constexpr std::size_t kMost = 20;
  if (problems_.size() > kMost) return;
  if (problems_.size() == kMost) {
    problems_.push_back(fmt::format("{}: and more", file_));
    return;
  }
  const auto where =
      place.mark.is_null() ? file_ : fmt::format("{}:{}:{}", file_, place.mark.line + 1, place.mark.column + 1);
  // What it quotes may have a line's end in it.
  std::string line(text);
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  problems_.push_back(place.path.empty() ? fmt::format("{}: {}", where, line)
                                         : fmt::format("{}: {}: {}", where, place.path, line));
}

std::string Reading::resolve(const std::string& name) const {
  return (folder_ / std::filesystem::path(name)).lexically_normal().string();
}

std::string Reading::expand(std::string_view text) const {
  std::string all;
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${")) {
    if (at > 0 && text[at - 1] == '$') {
      all.append(text.substr(0, at - 1)).append("${");
      text.remove_prefix(at + 2);
      continue;
    }
    const auto end = text.find('}', at);
    const auto name = text.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
    if (end == std::string_view::npos) throw UsageError("'${' is without its '}'; write $${ for a plain one");
    all.append(text.substr(0, at));
    if (name.starts_with(kFile)) {
      all.append(read_password_file(resolve(std::string(name.substr(kFile.size())))));
    } else if (const auto* value = is_variable(name) ? std::getenv(std::string(name).c_str()) : nullptr) {
      all.append(value);
    } else {
      throw UsageError(
          is_variable(name)
              ? fmt::format("the environment has no variable {}; set it, or write $${{ for a plain one", name)
              : "'${...}' has no variable's name and no file:NAME in it; write $${ for a plain one");
    }
    text.remove_prefix(end + 1);
  }
  return all.append(text);
}

std::string Value::raw() const {
  if (!node_.IsScalar()) throw UsageError(fmt::format("needs a single value, not {}", kind_of(node_)));
  return node_.Scalar();
}

std::string Value::text() const { return reading_->expand(raw()); }

bool Value::flag() const {
  if (plain(node_) && (node_.Scalar() == "true" || node_.Scalar() == "false")) return node_.Scalar() == "true";
  throw UsageError("is true or false, without quotes");
}

std::string Value::number() const {
  if (plain(node_)) return node_.Scalar();
  throw UsageError(node_.IsScalar() ? "is a number, without quotes"
                                    : fmt::format("needs a number, not {}", kind_of(node_)));
}

std::vector<Value> Value::list(std::size_t most) const {
  if (!node_.IsSequence()) {
    throw UsageError(fmt::format("needs a list (lines that begin with '-', or [...]), not {}", kind_of(node_)));
  }
  if (node_.size() > most) throw UsageError(fmt::format("has {} entries; {} is the most", node_.size(), most));
  std::vector<Value> values;
  for (std::size_t i = 0; i < node_.size(); ++i) {
    values.emplace_back(node_[i], Place{node_[i].Mark(), fmt::format("{}[{}]", place_.path, i)}, *reading_);
  }
  return values;
}

std::vector<std::pair<std::string, Value>> Value::entries() const {
  if (node_.IsNull()) return {};
  if (!node_.IsMap()) throw UsageError(fmt::format("needs keys with values, not {}", kind_of(node_)));
  std::vector<std::pair<std::string, Value>> entries;
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    const auto key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
    if (key.empty() || std::any_of(key.begin(), key.end(), is_control)) {
      reading_->problem({entry.first.Mark(), place_.path}, "a key is no word; quote it, or leave it out");
      continue;
    }
    Place place{entry.first.Mark(), place_.path.empty() ? key : fmt::format("{}.{}", place_.path, key)};
    if (!seen.insert(key).second) {
      reading_->problem(place, "is given twice; leave one out");
    } else {
      entries.emplace_back(key, Value(entry.second, std::move(place), *reading_));
    }
  }
  return entries;
}

void Value::problem(std::string_view text) const {
  std::string shown(text);
  if (node_.IsScalar() && node_.Scalar().find("${") != std::string::npos) {
    try {
      if (const auto expanded = this->text(); !expanded.empty()) replace_all(shown, expanded, raw());
    } catch (const std::runtime_error&) {
      // Then there is nothing that could be shown.
    }
  }
  reading_->problem(place_, shown);
}

}  // namespace skyline::cli
