// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/doctor/findings.hpp"

namespace skyline::cli {

/// ok, info, warn, fail.
[[nodiscard]] std::string_view status_word(CheckStatus status);

/// One line: status, group, name, detail; and an indented one for the hint, if any. Control characters become blanks.
[[nodiscard]] std::string finding_text(const Finding& finding, bool colours);

/// An object with `ok` (nothing failed) and `checks`, each with group, name, status, detail and hint.
[[nodiscard]] std::string findings_json(const std::vector<Finding>& findings);

/// "all well", or how many failed and how many are warnings.
[[nodiscard]] std::string summary(const std::vector<Finding>& findings);

[[nodiscard]] bool any_failed(const std::vector<Finding>& findings);

}  // namespace skyline::cli
