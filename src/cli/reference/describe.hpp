// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "cli/reference/verb.hpp"

namespace skyline::cli {

/// What the table of options says. Hidden options and verbs, those of an empty group, are left out.
[[nodiscard]] OptionText describe(const CLI::Option& option);
[[nodiscard]] VerbText describe(const CLI::App& app);

}  // namespace skyline::cli
