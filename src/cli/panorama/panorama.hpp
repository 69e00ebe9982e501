// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "cli/options.hpp"

namespace skyline::cli {

/// `panorama check` and `panorama open-port`. The options are the caller's, and outlive the parsing.
void describe_panorama(CLI::App& app, PanoramaOptions& options);

/// Checks the manifests of a Panorama project, or opens a port in them. Returns the exit code; throws on failure.
[[nodiscard]] int panorama_verb(const PanoramaOptions& options);

}  // namespace skyline::cli
