// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/reference/verb.hpp"

namespace skyline::cli {

/// What bash and zsh load to complete verbs, options, files, folders and fixed choices of `skyline`.
[[nodiscard]] std::string bash_completion(const VerbText& top);
[[nodiscard]] std::string zsh_completion(const VerbText& top);

}  // namespace skyline::cli
