// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace skyline::cli::panorama {

/// The bytes of a regular file of at most kMostJsonBytes. Never waits. Throws RunError with the reason alone.
[[nodiscard]] std::string read_manifest(const std::filesystem::path& path);

/// Throws RunError with the reason alone when the path is a symbolic link, or its folder, links resolved, is not below
/// `root`.
void require_below(const std::filesystem::path& root, const std::filesystem::path& path);

/// A new text for a file, complete on the disk beside it, which takes its place at once or not at all.
class Replacement {
 public:
  /// Writes the text. Mode and, as far as allowed, owner are those of the file that is there, if there is one. Throws
  /// RunError.
  Replacement(std::filesystem::path target, std::string_view text);
  Replacement(Replacement&& other) noexcept;
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  /// What was not committed leaves no trace.
  ~Replacement();

  /// Takes the place of the target. Throws RunError.
  void commit();

 private:
  std::filesystem::path target_;
  std::string temporary_;  // empty once committed
};

}  // namespace skyline::cli::panorama
