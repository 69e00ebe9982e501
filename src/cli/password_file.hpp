// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace skyline::cli {

/// The first line of a file only its owner and group may read. Never waits. Throws RunError, which does not show what
/// is in the file.
[[nodiscard]] std::string read_password_file(const std::string& path);

}  // namespace skyline::cli
