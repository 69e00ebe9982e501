// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace skyline::cli {

/// Writes Prometheus' text format 0.0.4. Each family once, followed by all its samples.
class Exposition {
 public:
  using Label = std::pair<std::string_view, std::string_view>;

  /// `type` is counter, gauge or summary. The samples that follow are of this family.
  void family(std::string_view name, std::string_view type, std::string_view help);
  /// Labels' values may hold anything. `suffix` is _sum or _count, for a summary.
  void sample(std::initializer_list<Label> labels, double value, std::string_view suffix = {});

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::string family_;
};

}  // namespace skyline::cli
