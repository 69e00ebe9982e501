// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace skyline::cli {

/// How --help looks: wrapped to a terminal's usual width, and without what CLI11 adds on options that go together;
/// errors and manual pages say that.
class HelpFormat : public CLI::Formatter {
 public:
  HelpFormat();

  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
  [[nodiscard]] std::string make_description(const CLI::App* app) const override;
  [[nodiscard]] std::string make_subcommand(const CLI::App* verb) const override;
  [[nodiscard]] std::string make_option(const CLI::Option* option, bool is_positional) const override;
};

}  // namespace skyline::cli
