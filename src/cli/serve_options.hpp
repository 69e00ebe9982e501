// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"

namespace skyline::cli {

/// --credentials and --profile. All are the caller's, and outlive the parsing.
void describe_credentials(CLI::App& app, CredentialsChoice& choice, std::string& profile);

/// --rtsp.
void describe_endpoint(CLI::App& app, std::optional<Endpoint>& rtsp, const char* help);

/// The options that say where a stream of Kinesis Video Streams is, with --credentials and --profile among them: all
/// but
/// --kvs itself. Their names.
std::vector<std::string> describe_kvs_place(CLI::App& app, KvsSettings& options);

/// --spool and --spool-size.
void describe_spool(CLI::App& app, KvsSettings& options);

/// Every option of `skyline serve` but those for logging, which all verbs have.
void describe_serve(CLI::App& app, ServeOptions& options);

/// Settles what depends on other options. Throws UsageError on what does not go together.
void finish_serve(const CLI::App& app, ServeOptions& options);

}  // namespace skyline::cli
