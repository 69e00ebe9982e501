// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "cli/nearest.hpp"

namespace skyline::cli::panorama {
namespace {

constexpr std::size_t kMostNameBytes = 80;

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

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  const auto best = nearest(name, known);
  return best.empty() ? "" : fmt::format("; did you mean {}?", in_quotes(best));
}

}  // namespace skyline::cli::panorama
