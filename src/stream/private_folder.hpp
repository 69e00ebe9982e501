// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace skyline {

/// A new folder that only this user can enter, in memory where the system has a place for that; gone with this, and all
/// that is in it.
class PrivateFolder {
 public:
  /// Throws Error when there is no place for it.
  PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder();

  [[nodiscard]] std::string file(const std::string& name) const { return path_ + '/' + name; }

 private:
  std::string path_;
};

}  // namespace skyline
