// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skyline::cli::panorama {

/// How bad: Panorama refuses it; it is taken, and most likely not meant; it is good to know.
enum class Level { kError, kWarning, kNote };

struct Problem {
  Level level = Level::kError;
  std::string file;
  std::size_t line = 1;
  std::string path;  ///< such as $.nodeGraph.nodes[0].name, empty when the file as a whole is meant
  std::string what;
};

using Problems = std::vector<Problem>;

[[nodiscard]] std::size_t count(const Problems& problems, Level level);

/// One line each, in the order of files and lines: FILE:LINE: PATH: what.
[[nodiscard]] std::string problems_text(const Problems& problems);
/// An array of objects with level, file, line, path and what.
[[nodiscard]] std::string problems_json(const Problems& problems);

/// In order of file and line, what stands twice once.
void tidy(Problems& problems);

/// A name out of a file, in double quotes, fit for a terminal and not endless.
[[nodiscard]] std::string in_quotes(std::string_view name);

/// `; did you mean "..."?`, or nothing.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& known);

}  // namespace skyline::cli::panorama
