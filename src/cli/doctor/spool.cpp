// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cli/doctor/groups.hpp"

namespace skyline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMegabyte = 1'000'000;
constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;

/// The folder, or the nearest above it that is there: the one it would be made in.
fs::path nearest(const fs::path& folder) {
  auto path = fs::absolute(folder).lexically_normal();
  struct stat found {};
  while (path.has_relative_path() && ::lstat(path.c_str(), &found) != 0) path = path.parent_path();
  return path;
}

/// Writes a file and removes it at once. 0, or the error number.
int try_to_write(const fs::path& folder) {
  auto name = (folder / ".skyline-doctor-XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return errno;
  ::unlink(name.c_str());
  const std::array<char, 4096> block{};
  const auto written = ::write(fd, block.data(), block.size());
  const int error = written == static_cast<ssize_t>(block.size()) ? 0 : written < 0 ? errno : ENOSPC;
  ::close(fd);
  return error;
}

CheckResult folder_result(const fs::path& wanted, const fs::path& there) {
  const bool made = there == fs::absolute(wanted).lexically_normal();
  struct stat found {};
  if (::stat(there.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return {"folder", CheckStatus::kFailed, fmt::format("{} is no folder", there.string()),
            "give --spool a folder, or move away what is there"};
  }
  if (const int error = try_to_write(there); error != 0) {
    return {"folder", CheckStatus::kFailed,
            fmt::format("{} cannot be written to: {}", there.string(), std::strerror(error)),
            fmt::format("make it a folder of this user: install -d -m 700 -o {} {}", ::geteuid(), wanted.string())};
  }
  if (!made) {
    return {"folder", CheckStatus::kOk,
            fmt::format("{} is not there; it can be made in {}", wanted.string(), there.string())};
  }
  CheckResult result{"folder", CheckStatus::kOk,
                     fmt::format("{}: of user {}, mode {:o}, can be written to", wanted.string(), found.st_uid,
                                 found.st_mode & 07777U)};
  if ((found.st_mode & kOthersMayWrite) != 0) {
    result.status = CheckStatus::kWarning;
    result.hint = fmt::format("others may put files there, which would be sent: chmod 700 {}", wanted.string());
  } else if (found.st_uid != ::geteuid()) {
    result.status = CheckStatus::kWarning;
    result.hint =
        fmt::format("it is another user's, who sees your media: give --spool a folder of user {}", ::geteuid());
  }
  return result;
}

CheckResult space_result(const fs::path& there, std::uint64_t wanted_mb) {
  struct statvfs disk {};
  if (::statvfs(there.c_str(), &disk) != 0) {
    return {"space", CheckStatus::kInfo, fmt::format("not known: {}", std::strerror(errno))};
  }
  const auto free_mb = std::uint64_t{disk.f_bavail} * disk.f_frsize / kMegabyte;
  CheckResult result{"space", CheckStatus::kOk, fmt::format("{} MB are free, {} MB may be used", free_mb, wanted_mb)};
  if (free_mb >= wanted_mb) return result;
  result.status = CheckStatus::kFailed;
  result.hint = fmt::format("make room, or give --spool-size {} or less", std::max<std::uint64_t>(2, free_mb / 2));
  return result;
}

CheckResult kind_result(const fs::path& there) {
  struct statfs disk {};
  if (::statfs(there.c_str(), &disk) != 0) {
    return {"file system", CheckStatus::kInfo, fmt::format("not known: {}", std::strerror(errno))};
  }
  if (disk.f_type == TMPFS_MAGIC || disk.f_type == RAMFS_MAGIC) {
    return {"file system", CheckStatus::kWarning, "in memory (tmpfs)",
            "what is kept there is lost when the machine restarts, and takes its memory: choose a folder on a disk"};
  }
  return {"file system", CheckStatus::kOk, "not in memory"};
}

}  // namespace

void check_spool(const DoctorOptions& options, Findings& findings) {
  if (options.kvs.spool_dir.empty()) {
    findings.add({"folder", CheckStatus::kInfo, "skipped: give --spool DIR"});
    return;
  }
  findings.begin("folder");
  const fs::path wanted(options.kvs.spool_dir);
  const auto there = nearest(wanted);
  const auto folder = folder_result(wanted, there);
  findings.add(folder);
  if (folder.status == CheckStatus::kFailed) return;
  findings.add(space_result(there, static_cast<std::uint64_t>(options.kvs.spool_mb)));
  findings.add(kind_result(there));
}

}  // namespace skyline::cli
