// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "feeder/feeder.hpp"

namespace bench {

inline void add_target_options(CLI::App& role, Target& target) {
  role.add_option("--endpoint", target.endpoint);
  role.add_option("--ca", target.ca_file);
  role.add_option("--access-key", target.access_key);
  role.add_option("--secret-key", target.secret_key);
  role.add_option("--stream", target.stream);
}

}  // namespace bench
