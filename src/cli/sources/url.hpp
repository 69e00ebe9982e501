// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skyline::cli {

/// A URL taken apart so that its secrets stay out of what is printed.
struct UrlParts {
  std::string bare;      ///< without user and password
  std::string shown;     ///< scheme, host and port only: paths and queries of cameras carry passwords, too
  std::string user;      ///< decoded; empty for none
  std::string password;  ///< decoded
};

/// Throws UsageError, which shows nothing of the URL, when it has no host or its port is not a number.
[[nodiscard]] UrlParts split_url(std::string_view url);

}  // namespace skyline::cli
