// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

namespace skyline::cli::panorama {
namespace {

constexpr std::size_t kMostNameBytes = 80;
constexpr std::size_t kMostCandidates = 200;  // a file made to be slow is not worth a suggestion

const char* level_name(Level level) {
  switch (level) {
    case Level::kError: return "error";
    case Level::kWarning: return "warning";
    case Level::kNote: break;
  }
  return "note";
}

auto order(const Problem& problem) {
  return std::tie(problem.file, problem.line, problem.path, problem.level, problem.what);
}

/// Letters to change, add or take away.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::size_t count(const Problems& problems, Level level) {
  return static_cast<std::size_t>(std::count_if(problems.begin(), problems.end(),
                                                [level](const Problem& problem) { return problem.level == level; }));
}

std::string problems_text(const Problems& problems) {
  std::string text;
  for (const auto& [level, file, line, path, what] : problems) {
    text += fmt::format("{}:{}: {}{}{}{}\n", file, line, path, path.empty() ? "" : ": ",
                        level == Level::kError ? "" : fmt::format("{}: ", level_name(level)), what);
  }
  return text;
}

std::string problems_json(const Problems& problems) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& problem : problems) {
    json.push_back({{"level", level_name(problem.level)},
                    {"file", problem.file},
                    {"line", problem.line},
                    {"path", problem.path},
                    {"what", problem.what}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

void tidy(Problems& problems) {
  std::ranges::sort(problems, {}, order);
  const auto same = [](const Problem& a, const Problem& b) { return order(a) == order(b); };
  problems.erase(std::unique(problems.begin(), problems.end(), same), problems.end());
}

std::string in_quotes(std::string_view name) {
  const auto shown =
      name.size() > kMostNameBytes ? fmt::format("{}...", name.substr(0, kMostNameBytes)) : std::string(name);
  return nlohmann::json(shown).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  if (name.size() > kMostNameBytes) return "";
  std::string best;
  std::size_t least = std::max<std::size_t>(2, name.size() / 2);  // further away is another word
  const auto candidates = std::min(known.size(), kMostCandidates);
  for (std::size_t i = 0; i < candidates; ++i) {
    const auto& candidate = known[i];
    if (candidate.size() > kMostNameBytes) continue;
    if (const auto changes = distance(name, candidate); changes < least || (changes == least && best.empty())) {
      least = changes;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  const auto best = nearest(name, known);
  return best.empty() ? "" : fmt::format("; did you mean {}?", in_quotes(best));
}

}  // namespace skyline::cli::panorama
