// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace bench {

/// A line of the table. Numbers that do not apply stay nan and are shown as "-".
struct Row {
  std::string what;
  double old_design;
  double limit;
  double skyline;
  double ratio;
  std::string reach;         ///< in words
  std::optional<bool> ok{};  ///< nothing: no reach is set
};

class Report {
 public:
  void add(Row row) { rows_.push_back(std::move(row)); }
  /// A result by its name, for --json.
  void set(const std::string& key, double value) { numbers_[key] = value; }
  /// What a part has measured in full, for whoever wants to look closer.
  void detail(const std::string& key, nlohmann::json value) { details_[key] = std::move(value); }

  [[nodiscard]] double number(const std::string& key) const;
  [[nodiscard]] std::string table() const;
  [[nodiscard]] nlohmann::json json() const;
  [[nodiscard]] bool all_within_reach() const;

 private:
  std::vector<Row> rows_;
  nlohmann::json numbers_ = nlohmann::json::object();
  nlohmann::json details_ = nlohmann::json::object();
};

}  // namespace bench
