// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/reference/completion.hpp"

namespace skyline::cli {
namespace {

// Tables come from the options; what walks them is always the same. `verb` is "serve" or "panorama check", each case
// sets `kind` to what completes: letters f for files, d for folders, then words.
constexpr const char* kTop = R"(# SPDX-License-Identifier: Apache-2.0
# Made from the table of options of `skyline`.
)";
constexpr const char* kWalk = R"(
_skyline_offer() {
  local kind=$1 cur=$2 words
  words=${kind#* }
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  case ${kind%% *} in
    *f*) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur") ;;
    *d*) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$cur") ;;
    *) return 0 ;;
  esac
  compopt -o filenames 2>/dev/null || true
}

_skyline() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb= kind= i
  COMPREPLY=()
  # --option=value arrives as three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if _skyline_verb "$verb" "${COMP_WORDS[i]}"; then
      verb=${verb:+$verb }${COMP_WORDS[i]}
    elif _skyline_value "$verb" "${COMP_WORDS[i]}"; then
      ((i++))
    fi
  done
  if _skyline_value "$verb" "$prev"; then
    _skyline_offer "$kind" "$cur"
  elif [[ $cur == -* ]]; then
    _skyline_options "$verb"
    _skyline_offer "- $kind" "$cur"
  else
    _skyline_words "$verb"
    _skyline_offer "$kind" "$cur"
  fi
}
complete -F _skyline skyline
)";

std::string key(const VerbText& verb) {
  return fmt::format("{}", fmt::join(verb.words.begin() + 1, verb.words.end(), " "));
}

std::string kind(const Choices& choices) {
  return fmt::format("-{}{} {}", choices.files ? "f" : "", choices.folders ? "d" : "", fmt::join(choices.words, " "));
}

std::string function(const char* name, const char* subject, const std::string& rows, const char* otherwise) {
  return fmt::format("\n{}() {{\n  case {} in\n{}    *) {} ;;\n  esac\n}}\n", name, subject, rows, otherwise);
}

/// What stands where no option does: verbs, or the arguments' choices.
std::string words_row(const VerbText& verb) {
  Choices all;
  for (const auto& below : verb.verbs) all.words.push_back(below.words.back());
  for (const auto& argument : verb.arguments) {
    const auto choices = choices_of(argument);
    all.files = all.files || choices.files;
    all.folders = all.folders || choices.folders;
    all.words.insert(all.words.end(), choices.words.begin(), choices.words.end());
  }
  if (verb.passes_on) all.files = true;
  return fmt::format("    '{}') kind='{}' ;;\n", key(verb), kind(all));
}

}  // namespace

std::string bash_completion(const VerbText& top) {
  std::string verbs;
  std::string values;
  std::string options;
  std::string words;
  for (const auto* verb : all_verbs(top)) {
    for (const auto& below : verb->verbs) verbs += fmt::format("    '{}:{}') ;;\n", key(*verb), below.words.back());
    std::string names;
    for (const auto& option : verb->options) {
      std::string pattern;
      for (const auto& name : option.names) {
        names += (names.empty() ? "" : " ") + name;
        pattern += fmt::format("{}'{}:{}'", pattern.empty() ? "" : " | ", key(*verb), name);
      }
      if (!option.value.empty()) values += fmt::format("    {}) kind='{}' ;;\n", pattern, kind(choices_of(option)));
    }
    options += fmt::format("    '{}') kind='{}' ;;\n", key(*verb), names);
    words += words_row(*verb);
  }
  return kTop + function("_skyline_verb", "$1:$2", verbs, "return 1") +
         function("_skyline_value", "$1:$2", values, "return 1") +
         function("_skyline_options", "$1", options, "kind=") + function("_skyline_words", "$1", words, "kind='- '") +
         kWalk;
}

}  // namespace skyline::cli
