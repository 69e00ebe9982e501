// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace skyline::cli {

/// An option or argument as the table of options has it, for help, manual pages and completion.
struct OptionText {
  std::vector<std::string> names;  ///< "-v", "--verbose"; of an argument the one word that stands for it
  std::string value;               ///< what stands for its value, such as FILE or nv12|i420; empty for a flag
  std::string help;
  std::string group;
  std::vector<std::string> needs;     ///< options that have to be there, too
  std::vector<std::string> excludes;  ///< options that must not
  bool required = false;
  bool repeats = false;
};

/// What may be typed for a value; FILE and DIR stand for themselves, words in small letters are fixed choices.
struct Choices {
  bool files = false;
  bool folders = false;
  std::vector<std::string> words;
};

/// `skyline`, or a word of it, with the words below it.
struct VerbText {
  std::vector<std::string> words;  ///< from "skyline" on
  std::string summary;
  std::vector<OptionText> options;
  std::vector<OptionText> arguments;
  bool passes_on = false;  ///< what follows is another program's
  std::vector<VerbText> verbs;
};

[[nodiscard]] Choices choices_of(const OptionText& option);

/// The verb and all below it, from the top.
[[nodiscard]] std::vector<const VerbText*> all_verbs(const VerbText& top);

}  // namespace skyline::cli
