// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "cli/options.hpp"

namespace skyline::cli {

/// --credentials and --profile. All are the caller's, and outlive the parsing.
void describe_credentials(CLI::App& app, CredentialsChoice& choice, std::string& profile);

/// Every option of `skyline serve` but those for logging, which all verbs have.
void describe_serve(CLI::App& app, ServeOptions& options);

/// Settles what depends on other options. Throws UsageError on what does not go together.
void finish_serve(const CLI::App& app, ServeOptions& options);

}  // namespace skyline::cli
