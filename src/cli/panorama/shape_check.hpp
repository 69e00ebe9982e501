// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/panorama/json_document.hpp"
#include "cli/panorama/manifest_shapes.hpp"
#include "cli/panorama/problem.hpp"

namespace skyline::cli::panorama {

/// The name a document has in messages, and its text.
struct Manifest {
  std::string file;
  JsonDocument document;
};

/// Adds to `problems` whatever in the document is not as the shape says: keys that are not known, stand twice or are
/// missing, values of another type or out of their range.
void check_shape(const Manifest& manifest, const Shape& shape, Problems& problems);

/// `$.a.b[0]` with a step more.
[[nodiscard]] std::string path_to(const std::string& path, std::string_view key);
[[nodiscard]] std::string path_to(const std::string& path, std::size_t index);

}  // namespace skyline::cli::panorama
