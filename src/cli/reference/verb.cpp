// SPDX-License-Identifier: Apache-2.0
#include "cli/reference/verb.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

namespace skyline::cli {
namespace {

void collect(const VerbText& verb, std::vector<const VerbText*>& all) {
  all.push_back(&verb);
  for (const auto& below : verb.verbs) collect(below, all);
}

}  // namespace

Choices choices_of(const OptionText& option) {
  Choices choices;
  for (const auto& part : CLI::detail::split(option.value, '|')) {
    const bool fixed = !part.empty() && std::ranges::all_of(part, [](unsigned char letter) {
      return std::islower(letter) != 0 || std::isdigit(letter) != 0 || letter == '-';
    });
    if (part == "FILE") choices.files = true;
    if (part == "DIR") choices.folders = true;
    if (fixed) choices.words.push_back(part);
  }
  return choices;
}

std::vector<const VerbText*> all_verbs(const VerbText& top) {
  std::vector<const VerbText*> all;
  collect(top, all);
  return all;
}

}  // namespace skyline::cli
