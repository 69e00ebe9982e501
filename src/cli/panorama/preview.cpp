// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/preview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace skyline::cli::panorama {
namespace {

constexpr std::size_t kContext = 3;

/// With their line ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

void add(std::string& to, char mark, std::string_view line) {
  to += fmt::format("{}{}{}", mark, line, line.ends_with('\n') ? "" : "\n\\ No newline at end of file\n");
}

std::string range(std::size_t start, std::size_t size) { return fmt::format("{},{}", size == 0 ? 0 : start + 1, size); }

}  // namespace

std::string preview(std::string_view before, std::string_view after, const std::string& file) {
  const auto old = lines_of(before);
  const auto now = lines_of(after);
  const auto [old_start, now_start] = std::mismatch(old.begin(), old.end(), now.begin(), now.end());
  if (old_start == old.end() && now_start == now.end()) return "";
  const auto same = static_cast<std::size_t>(old_start - old.begin());
  std::size_t tail = 0;
  while (tail < std::min(old.size(), now.size()) - same && old[old.size() - 1 - tail] == now[now.size() - 1 - tail])
    ++tail;

  const auto first = same - std::min(same, kContext);
  const auto after_tail = std::min(tail, kContext);
  const auto old_end = old.size() - tail;
  const auto now_end = now.size() - tail;
  auto text = fmt::format("--- {0}\n+++ {0}\n@@ -{1} +{2} @@\n", file, range(first, old_end + after_tail - first),
                          range(first, now_end + after_tail - first));
  for (auto i = first; i < same; ++i) add(text, ' ', old[i]);
  for (auto i = same; i < old_end; ++i) add(text, '-', old[i]);
  for (auto i = same; i < now_end; ++i) add(text, '+', now[i]);
  for (auto i = old_end; i < old_end + after_tail; ++i) add(text, ' ', old[i]);
  return text;
}

}  // namespace skyline::cli::panorama
