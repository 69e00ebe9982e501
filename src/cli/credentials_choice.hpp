// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "skyline/kvs_credentials.hpp"

namespace skyline::cli {

/// What --credentials takes: chain, env, file:PATH, iot:FILE.
struct CredentialsChoice {
  enum class Kind { kChain, kEnvironment, kFile, kIot };
  Kind kind = Kind::kChain;
  std::string path{};  ///< of kFile and kIot
  friend bool operator==(const CredentialsChoice&, const CredentialsChoice&) = default;
};

/// Throws UsageError.
[[nodiscard]] CredentialsChoice parse_credentials(std::string_view text);

/// Throws UsageError when a profile is named and the choice is not the chain.
void check_profile(const CredentialsChoice& choice, const std::string& profile);

/// Throws UsageError as check_profile(), Error on a file that cannot be used.
[[nodiscard]] std::shared_ptr<KvsCredentials> make_credentials(const CredentialsChoice& choice,
                                                               const std::string& profile);

}  // namespace skyline::cli
