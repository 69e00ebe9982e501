// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skyline {

/// What a small text file has to be like. Links are followed.
struct FileRules {
  std::size_t most_bytes = 64U << 10U;
  bool ours = false;  ///< it has to belong to this user or to root
};

/// The whole of a regular file which others may not write. Never waits. Nothing when there is no such file. Throws
/// Error, which names the file and the reason and shows nothing of what is in it.
[[nodiscard]] std::optional<std::string> read_small_file(const std::string& path, const FileRules& rules);

/// The same for a file that has to be there.
[[nodiscard]] std::string require_small_file(const std::string& path, const FileRules& rules);

/// Puts a file with this text in the place of `path` at once: a reader sees the old one or the new one, and a link is
/// replaced, not followed. Mode 0600. Throws Error.
void replace_private_file(const std::string& path, std::string_view text);

/// What tells whether a file has changed: a new one has another identity, a written one another time. Nothing when
/// there is none.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t changed_ns = 0;
  std::int64_t bytes = 0;
  bool operator==(const FileStamp&) const = default;
};
[[nodiscard]] std::optional<FileStamp> file_stamp(const std::string& path);

}  // namespace skyline
