// SPDX-License-Identifier: Apache-2.0
#include "cli/nearest.hpp"

#include <algorithm>
#include <cstddef>

namespace skyline::cli {
namespace {

// A file made to be slow is not worth a suggestion.
constexpr std::size_t kLongest = 80;
constexpr std::size_t kMostCandidates = 200;

/// The optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  if (word.empty() || word.size() > kLongest) return {};
  std::string found;
  auto least = std::max<std::size_t>(word.size() / 2, 1) + 1;
  for (std::size_t i = 0; i < std::min(known.size(), kMostCandidates); ++i) {
    const auto& each = known[i];
    if (each.size() > kLongest) continue;
    // Who leaves out a unit or a prefix means the same.
    const bool inside = word.size() > 2 && each.find(word) != std::string::npos;
    const auto far = inside ? 1 : distance(word, each);
    if (far < least) {
      least = far;
      found = each;
    }
  }
  return found;
}

}  // namespace skyline::cli
