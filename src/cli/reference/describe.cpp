// SPDX-License-Identifier: Apache-2.0
#include "cli/reference/describe.hpp"

#include <algorithm>

namespace skyline::cli {
namespace {

std::vector<std::string> names_of(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  std::ranges::transform(options, std::back_inserter(names), [](const CLI::Option* one) { return one->get_name(); });
  std::ranges::sort(names);  // the set's order is that of addresses
  return names;
}

VerbText describe_word(const CLI::App& app, std::vector<std::string> words) {
  words.push_back(app.get_name());
  VerbText verb{.words = words, .summary = app.get_description(), .passes_on = app.get_prefix_command()};
  for (const auto* option : app.get_options({})) {
    if (option->get_group().empty()) continue;  // hidden
    (option->get_positional() ? verb.arguments : verb.options).push_back(describe(*option));
  }
  for (const auto* below : app.get_subcommands({})) {
    if (!below->get_group().empty()) verb.verbs.push_back(describe_word(*below, words));
  }
  return verb;
}

}  // namespace

OptionText describe(const CLI::Option& option) {
  OptionText text{.help = option.get_description(), .group = option.get_group(), .required = option.get_required()};
  if (option.get_positional()) {
    text.names = {option.get_name(true, false)};
  } else {
    for (const auto& name : option.get_snames()) text.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) text.names.push_back("--" + name);
  }
  if (option.get_items_expected_max() != 0) {  // else a flag
    text.value = option.get_type_name();
    const bool unnamed = text.value.empty() || (option.get_positional() && text.value == "TEXT");
    if (unnamed) text.value = option.get_positional() ? text.names.front() : "VALUE";
    text.repeats = option.get_expected_max() > 1;
  }
  text.needs = names_of(option.get_needs());
  text.excludes = names_of(option.get_excludes());
  return text;
}

VerbText describe(const CLI::App& app) { return describe_word(app, {}); }

}  // namespace skyline::cli
