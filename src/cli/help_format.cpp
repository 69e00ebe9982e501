// SPDX-License-Identifier: Apache-2.0
#include "cli/help_format.hpp"

#include <fmt/format.h>

#include "cli/reference/describe.hpp"

namespace skyline::cli {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kColumn = 26;

/// `name` and, from the column on, `text`, broken at blanks.
std::string entry(const std::string& name, const std::string& text) {
  std::string out = "  " + name;
  std::size_t at = out.size();
  const auto new_line = [&] {
    out += "\n" + std::string(kColumn, ' ');
    at = kColumn;
  };
  if (at + 2 > kColumn) {
    new_line();
  } else {
    out.append(kColumn - at, ' ');
    at = kColumn;
  }
  for (const auto& word : CLI::detail::split(text, ' ')) {
    if (at > kColumn && at + 1 + word.size() > kWidth) new_line();
    if (at > kColumn) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
  }
  return out + "\n";
}

}  // namespace

HelpFormat::HelpFormat() {
  label("Positionals", "Arguments");
  label("SUBCOMMAND", "COMMAND");
}

std::string HelpFormat::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  return CLI::detail::find_and_replace(Formatter::make_help(app, std::move(name), mode), "\n\n\n", "\n\n");
}

std::string HelpFormat::make_description(const CLI::App* app) const { return app->get_description() + "\n\n"; }

std::string HelpFormat::make_subcommand(const CLI::App* verb) const {
  return entry(verb->get_name(), verb->get_description());
}

std::string HelpFormat::make_option(const CLI::Option* option, bool /*is_positional*/) const {
  const auto text = describe(*option);
  auto name = fmt::format("{}", fmt::join(text.names, ", "));
  if (!text.value.empty() && text.value != name) name += " " + text.value;
  return entry(name, text.help);
}

}  // namespace skyline::cli
