// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"

namespace skyline::cli {

/// Where the program is: beside the program at `self`, or in ../libexec/skyline. Empty when it is in neither place.
[[nodiscard]] std::string find_kvs_emulator(const std::string& self);

/// Becomes the emulator, a program of its own, with these arguments. Throws RunError when it cannot be found or run.
[[noreturn]] void kvs_emulator(const KvsEmulatorOptions& options);

}  // namespace skyline::cli
