// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics/exposition.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace skyline::cli {
namespace {

std::string escaped(std::string_view text, bool quotes) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '\\': result += "\\\\"; break;
      case '\n': result += "\\n"; break;
      case '"': result += quotes ? "\\\"" : "\""; break;
      default: result += c;
    }
  }
  return result;
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  // Counters as the integers they are: the shortest form of a large one is with an exponent.
  constexpr double kExact = 1ULL << std::numeric_limits<double>::digits;
  if (std::trunc(value) == value && std::abs(value) <= kExact) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

}  // namespace

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(help, false), name, type);
}

void Exposition::sample(std::initializer_list<Label> labels, double value, std::string_view suffix) {
  text_.append(family_).append(suffix);
  char separator = '{';
  for (const auto& [name, content] : labels) {
    text_ += fmt::format("{}{}=\"{}\"", separator, name, escaped(content, true));
    separator = ',';
  }
  text_ += fmt::format("{} {}\n", labels.size() > 0 ? "}" : "", number(value));
}

}  // namespace skyline::cli
