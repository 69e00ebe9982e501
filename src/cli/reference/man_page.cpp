// SPDX-License-Identifier: Apache-2.0
#include "cli/reference/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace skyline::cli {
namespace {

/// Text that roff prints as it is, wherever in a line.
std::string plain(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '`': out += "\\(ga"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      default: out += letter;
    }
  }
  return out.starts_with('.') ? fmt::format("\\&{}", out) : out;
}
std::string bold(const std::string& text) { return fmt::format("\\fB{}\\fR", plain(text)); }
std::string italic(const std::string& text) { return fmt::format("\\fI{}\\fR", plain(text)); }

std::string joined(const std::vector<std::string>& words, const char* between) {
  return fmt::format("{}", fmt::join(words, between));
}
std::string bold_list(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  std::ranges::transform(words, std::back_inserter(out), bold);
  return joined(out, ", ");
}
std::string sentence(const std::string& text) { return text.ends_with('.') ? text : text + "."; }

std::string synopsis(const VerbText& verb) {
  auto out = bold(joined(verb.words, " "));
  if (!verb.options.empty()) out += fmt::format(" [{}]...", italic("OPTION"));
  for (const auto& argument : verb.arguments) {
    const auto name = italic(argument.names.front()) + (argument.repeats ? "..." : "");
    out += fmt::format(fmt::runtime(argument.required ? " {}" : " [{}]"), name);
  }
  if (!verb.verbs.empty()) out += fmt::format(" {}", italic("COMMAND"));
  if (verb.passes_on) out += fmt::format(" [{}]...", italic("ARGUMENT"));
  return out + "\n";
}

std::string entry(const OptionText& option) {
  auto out = fmt::format(".TP\n{}", bold_list(option.names));
  if (!option.value.empty() && option.value != option.names.front()) out += fmt::format(" {}", italic(option.value));
  out += fmt::format("\n{}\n", plain(sentence(option.help)));
  if (!option.needs.empty()) out += fmt::format("Only with {}.\n", bold_list(option.needs));
  if (!option.excludes.empty()) out += fmt::format("Not with {}.\n", bold_list(option.excludes));
  return out;
}

std::string options(const VerbText& verb) {
  std::string out = verb.options.empty() ? "" : ".SH OPTIONS\n";
  std::vector<std::string> groups;
  for (const auto& option : verb.options) {
    if (std::ranges::find(groups, option.group) == groups.end()) groups.push_back(option.group);
  }
  for (const auto& group : groups) {
    if (groups.size() > 1 && group != groups.front()) out += ".SS " + plain(group) + "\n";
    for (const auto& option : verb.options) {
      if (option.group == group) out += entry(option);
    }
  }
  return out;
}

std::string arguments(const VerbText& verb) {
  if (verb.arguments.empty()) return {};
  std::string out = ".SH ARGUMENTS\n";
  for (const auto& argument : verb.arguments) out += entry(argument);
  return out;
}

std::string commands(const VerbText& verb) {
  if (verb.verbs.empty()) return {};
  std::string out = ".SH COMMANDS\n";
  for (const auto& below : verb.verbs) {
    out += fmt::format(".TP\n{}\n{}\n", bold(below.words.back()), plain(sentence(below.summary)));
  }
  return out;
}

std::string exit_status(const VerbText& verb) {
  // Another program's.
  if (verb.passes_on) return {};
  return ".SH EXIT STATUS\n"
         ".TP\n0\nIt is done, or was ended by SIGTERM.\n"
         ".TP\n1\nSomething failed; one line on standard error says what to do.\n"
         ".TP\n2\nWrong use: an unknown option, a value out of range, options that do not go together.\n"
         ".TP\n130\nIt was ended by SIGINT (Ctrl\\-C).\n";
}

std::string files(const VerbText& verb) {
  struct Row {
    const char* needs;  ///< the page has this option
    const char* file;
    const char* what;
  };
  static constexpr std::array kRows{
      Row{"--config", "/etc/skyline/skyline.yaml", "What the service skyline.service serves."},
      Row{"--env", ".env", "Settings and keys; the first one from the working directory upwards."},
      Row{"--credentials", "~/.aws/config, ~/.aws/credentials", "Profiles with keys for AWS."},
  };
  std::string out;
  for (const auto& row : kRows) {
    const bool has = std::ranges::any_of(verb.options, [&](const OptionText& option) {
      return std::ranges::find(option.names, row.needs) != option.names.end();
    });
    if (has) out += fmt::format(".TP\n{}\n{}\n", italic(row.file), plain(row.what));
  }
  return out.empty() ? out : fmt::format(".SH FILES\n{}", out);
}

}  // namespace

std::string page_name(const VerbText& verb) { return joined(verb.words, "-"); }

std::string man_page(const VerbText& verb, const std::string& date, const std::string& version,
                     const std::vector<std::string>& see_also) {
  auto title = page_name(verb);
  auto out = fmt::format(".TH {} 1 \"{}\" \"skyline {}\" \"SkyLine\"\n", plain(title), date, version);
  out += fmt::format(".SH NAME\n{} \\- {}\n", plain(title), plain(verb.summary));
  out += ".SH SYNOPSIS\n" + synopsis(verb);
  out += ".SH DESCRIPTION\n" + plain(sentence(verb.summary)) + "\n";
  if (verb.passes_on) {
    out +=
        "All arguments are for a program of its own; " + bold(joined(verb.words, " ") + " --help") + " lists them.\n";
  }
  out += commands(verb) + arguments(verb) + options(verb) + exit_status(verb) + files(verb);
  if (!see_also.empty()) {
    std::vector<std::string> pages;
    std::ranges::transform(see_also, std::back_inserter(pages),
                           [](const std::string& page) { return fmt::format(".BR {} (1)", plain(page)); });
    out += ".SH SEE ALSO\n" + joined(pages, " ,\n") + "\n";
  }
  return out;
}

}  // namespace skyline::cli
