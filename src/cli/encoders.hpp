// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "skyline/encoders.hpp"

namespace skyline::cli {

/// Prints every candidate. Returns the exit code: 1 when none works.
[[nodiscard]] int encoders(const EncodersOptions& options);

[[nodiscard]] std::string encoders_table(const std::vector<EncoderInfo>& candidates);
[[nodiscard]] std::string encoders_json(const std::vector<EncoderInfo>& candidates);

}  // namespace skyline::cli
