// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skyline::cli::panorama {

/// The lines that differ, with three around them, as `diff -u` shows them: one block. Both empty when nothing differs.
[[nodiscard]] std::string preview(std::string_view before, std::string_view after, const std::string& file);

}  // namespace skyline::cli::panorama
