// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace bench {

/// The roles this program plays when it starts itself again; hidden from --help. Each prints its results as JSON.
void add_source_role(CLI::App& app);
void add_put_role(CLI::App& app);
void add_client_role(CLI::App& app);
void add_join_role(CLI::App& app);
void add_picture_role(CLI::App& app);
void add_hold_role(CLI::App& app);

}  // namespace bench
