// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skyline::cli {

/// The word that was probably meant, empty when none is near enough: few letters have to be added, left out, changed,
/// or swapped with their neighbour.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace skyline::cli
