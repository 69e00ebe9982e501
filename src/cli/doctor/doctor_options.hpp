// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "cli/options.hpp"

namespace skyline::cli {

/// Every option of `skyline doctor` but those for logging, which all verbs have.
void describe_doctor(CLI::App& app, DoctorOptions& options);

/// Settles what depends on other options. Throws UsageError on what does not go together.
void finish_doctor(const CLI::App& app, DoctorOptions& options);

}  // namespace skyline::cli
