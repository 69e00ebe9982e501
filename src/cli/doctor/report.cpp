// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "cli/console.hpp"
#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

constexpr std::string_view kHintIndent = "      ";

std::string line(std::string_view text) { return one_line(mask_urls(text), std::numeric_limits<int>::max()); }

Colour colour_of(CheckStatus status) {
  switch (status) {
    case CheckStatus::kOk: return Colour::kGreen;
    case CheckStatus::kInfo: return Colour::kCyan;
    case CheckStatus::kWarning: return Colour::kYellow;
    case CheckStatus::kFailed: return Colour::kRed;
  }
  return Colour::kRed;
}

auto count(const std::vector<Finding>& findings, CheckStatus status) {
  return std::count_if(findings.begin(), findings.end(),
                       [status](const Finding& finding) { return finding.result.status == status; });
}

}  // namespace

std::string_view status_word(CheckStatus status) {
  switch (status) {
    case CheckStatus::kOk: return "ok";
    case CheckStatus::kInfo: return "info";
    case CheckStatus::kWarning: return "warn";
    case CheckStatus::kFailed: return "fail";
  }
  return "fail";
}

std::string finding_text(const Finding& finding, bool colours) {
  const auto& result = finding.result;
  const auto word = fmt::format("{:4}", status_word(result.status));
  auto text = fmt::format("{}  {:9}  {:15}  {}\n", colours ? coloured(word, colour_of(result.status)) : word,
                          finding.group, result.name, line(result.detail));
  if (result.hint.empty()) return text;
  const auto hint = fmt::format("{}-> {}", kHintIndent, line(result.hint));
  return text.append(colours ? coloured(hint, Colour::kFaint) : hint).append("\n");
}

std::string findings_json(const std::vector<Finding>& findings) {
  nlohmann::ordered_json json{{"ok", !any_failed(findings)}, {"checks", nlohmann::ordered_json::array()}};
  for (const auto& [group, result] : findings) {
    json["checks"].push_back({{"group", group},
                              {"name", result.name},
                              {"status", status_word(result.status)},
                              {"detail", line(result.detail)},
                              {"hint", line(result.hint)}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

std::string summary(const std::vector<Finding>& findings) {
  const auto failed = count(findings, CheckStatus::kFailed);
  const auto warnings = count(findings, CheckStatus::kWarning);
  if (failed == 0 && warnings == 0) return "all well";
  const auto told = fmt::format("{} warning{}", warnings, warnings == 1 ? "" : "s");
  if (failed == 0) return fmt::format("nothing failed, {}", told);
  return fmt::format("{} of {} checks failed, {}", failed, findings.size(), told);
}

bool any_failed(const std::vector<Finding>& findings) { return count(findings, CheckStatus::kFailed) > 0; }

}  // namespace skyline::cli
