// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "cli/options.hpp"

namespace skyline::cli {

/// --credentials and --profile. Both are the caller's, and outlive the parsing.
void describe_credentials(CLI::App& app, CredentialsOptions& options);

/// Every option of `skyline serve` but those for logging, which all verbs have.
void describe_serve(CLI::App& app, ServeOptions& options);

/// Settles what depends on other options. Throws UsageError on what does not go together.
void finish_serve(const CLI::App& app, ServeOptions& options);

}  // namespace skyline::cli
