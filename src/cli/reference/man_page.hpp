// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/reference/verb.hpp"

namespace skyline::cli {

/// "skyline-panorama-check": what `man` is asked for.
[[nodiscard]] std::string page_name(const VerbText& verb);

/// The manual page of section 1, in roff's `man` macros. `date` and `version` are what its foot says; `see_also` are
/// names of other pages.
[[nodiscard]] std::string man_page(const VerbText& verb, const std::string& date, const std::string& version,
                                   const std::vector<std::string>& see_also);

}  // namespace skyline::cli
