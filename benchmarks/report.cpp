// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bench {
namespace {

std::string shown(double value) {
  if (std::isnan(value)) return "-";
  const double size = std::abs(value);
  return fmt::format("{:.{}f}", value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

const char* verdict(const std::optional<bool>& ok) {
  if (!ok) return "";
  return *ok ? "yes" : "NO";
}

}  // namespace

double Report::number(const std::string& key) const {
  return numbers_.value(key, std::numeric_limits<double>::quiet_NaN());
}

std::string Report::table() const {
  constexpr const char* kLine = "{:<52} {:>10} {:>8} {:>8} {:>7}  {:<22} {}\n";
  std::string text = fmt::format(fmt::runtime(kLine), "what", "old design", "limit", "SkyLine", "ratio", "reach", "ok");
  text += std::string(text.size() - 1, '-') + "\n";
  for (const auto& row : rows_) {
    text += fmt::format(fmt::runtime(kLine), row.what, shown(row.old_design), shown(row.limit), shown(row.skyline),
                        shown(row.ratio), row.reach, verdict(row.ok));
  }
  return text;
}

nlohmann::json Report::json() const {
  auto all = numbers_;
  all["details"] = details_;
  return all;
}

bool Report::all_within_reach() const {
  return std::all_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.ok.value_or(true); });
}

}  // namespace bench
