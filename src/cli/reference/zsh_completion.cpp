// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/reference/completion.hpp"

namespace skyline::cli {
namespace {

/// Text inside single quotes of zsh, with `special` letters of the completion system escaped.
std::string quoted(const std::string& text, std::string_view special) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\'') {
      out += "'\\''";
      continue;
    }
    if (letter == '\\' || special.find(letter) != std::string_view::npos) out += '\\';
    out += letter;
  }
  return out;
}

std::string function_name(const VerbText& verb) {
  auto name = fmt::format("_{}", fmt::join(verb.words, "_"));
  for (auto& letter : name) letter = letter == '-' ? '_' : letter;
  return name;
}

/// ":message:action" of a value.
std::string action(const OptionText& option) {
  const auto choices = choices_of(option);
  std::vector<std::string> actions;
  if (!choices.words.empty()) {
    std::vector<std::string> words;
    for (const auto& word : choices.words) words.push_back(quoted(word, ""));
    actions.push_back(fmt::format("words:word:({})", fmt::join(words, " ")));
  }
  if (choices.files) actions.emplace_back("files:file:_files");
  if (choices.folders) actions.emplace_back("folders:folder:_files -/");
  const auto message = quoted(option.value, ":[]");
  if (actions.empty()) return fmt::format(":{}: ", message);
  if (actions.size() == 1) return fmt::format(":{}:{}", message, actions[0].substr(actions[0].rfind(':') + 1));
  std::string all;
  for (const auto& one : actions) all += " \"" + quoted(one, "\"") + "\"";
  return fmt::format(":{}:_alternative{}", message, quoted(all, ":"));
}

std::string option_row(const OptionText& option) {
  std::string together = fmt::format("{}", fmt::join(option.names, " "));
  for (const auto& other : option.excludes) together += " " + other;
  std::string out;
  for (const auto& name : option.names) {
    const bool is_long = name.starts_with("--");
    out += fmt::format("    '({}){}{}[{}]{}' \\\n", together, name,
                       option.value.empty() ? ""
                       : is_long            ? "="
                                            : "+",
                       quoted(option.help, "[]:"), option.value.empty() ? "" : action(option));
  }
  return out;
}

std::string verbs_part(const VerbText& verb) {
  std::string out = "  case $state in\n    verb)\n      verbs=(\n";
  for (const auto& below : verb.verbs) {
    out += fmt::format("        '{}:{}'\n", below.words.back(), quoted(below.summary, ":"));
  }
  out += "      )\n      _describe -t commands command verbs\n      ;;\n    rest)\n      case $line[1] in\n";
  for (const auto& below : verb.verbs) {
    out += fmt::format("        {}) {} ;;\n", below.words.back(), function_name(below));
  }
  return out + "      esac\n      ;;\n  esac\n";
}

std::string function(const VerbText& verb) {
  auto out = fmt::format("\n{}() {{\n  local state line\n  local -a verbs\n", function_name(verb));
  if (verb.passes_on) return fmt::format("\n{}() {{\n  _files\n}}\n", function_name(verb));
  out += verb.verbs.empty() ? "  _arguments -s \\\n" : "  _arguments -C -s \\\n";
  for (const auto& option : verb.options) out += option_row(option);
  for (const auto& argument : verb.arguments) {
    out += fmt::format("    '{}{}' \\\n", argument.repeats ? "*" : argument.required ? "" : ":", action(argument));
  }
  if (!verb.verbs.empty()) {
    out += "    '1:command:->verb' '*::argument:->rest'\n" + verbs_part(verb);
  } else {
    out += "    && return\n";
  }
  return out + "}\n";
}

}  // namespace

std::string zsh_completion(const VerbText& top) {
  std::string out =
      "#compdef skyline\n# SPDX-License-Identifier: Apache-2.0\n# Made from the table of options of `skyline`.\n";
  for (const auto* verb : all_verbs(top)) out += function(*verb);
  return out + "\n_skyline \"$@\"\n";
}

}  // namespace skyline::cli
