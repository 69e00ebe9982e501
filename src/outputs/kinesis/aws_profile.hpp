// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "outputs/kinesis/environment.hpp"

namespace skyline::kinesis {

using Settings = std::map<std::string, std::string>;  // names in lower case
using ProfileMap = std::map<std::string, Settings>;

enum class ProfileFile {
  kCredentials,  ///< [name]
  kConfig,       ///< [profile name], [default]; other sections are something else
};

/// The profiles of a file in the form of AWS's tools: sections, "name = value" or "name: value", comments on lines of
/// their own, further lines of a value indented (they are left out: nothing here has any). Throws Error with the number
/// of the line, without what stands in it.
[[nodiscard]] ProfileMap parse_profiles(std::string_view text, ProfileFile kind);

/// Both files, of AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE or in ~/.aws. Of a name in both, the file of
/// credentials holds.
class Profiles {
 public:
  /// Files that are missing are empty. Throws Error on those that cannot be read.
  explicit Profiles(const Environment& environment);

  /// Null when there is none.
  [[nodiscard]] const Settings* find(const std::string& name) const;
  /// "credentials file and config file", for people.
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  ProfileMap profiles_;
  std::string where_;
};

/// The value of a setting; empty when there is none.
[[nodiscard]] std::string setting(const Settings& settings, const std::string& name);

/// The profile to take: `named`, else AWS_PROFILE, else "default".
[[nodiscard]] std::string profile_name(const Environment& environment, const std::string& named);

}  // namespace skyline::kinesis
