// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/options.hpp"

namespace skyline::cli {

/// What may be told about keys.
struct CredentialsReport {
  std::string provider;
  std::string kind;
  std::optional<std::chrono::system_clock::time_point> expires{};  ///< nothing: they do not
  std::string region{};                                            ///< empty: none was found
};

[[nodiscard]] std::string credentials_text(const CredentialsReport& report);
[[nodiscard]] std::string credentials_json(const CredentialsReport& report);

/// Asks for keys and tells who gave them, of what kind, until when, and the region. Returns the exit code; throws when
/// there are none.
[[nodiscard]] int credentials(const CredentialsOptions& options);

}  // namespace skyline::cli
