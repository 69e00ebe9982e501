// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/manifest_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include "cli/descriptor.hpp"
#include "cli/errors.hpp"
#include "cli/panorama/json_document.hpp"

namespace skyline::cli::panorama {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kModeBits = 07777;
constexpr mode_t kNewFile = 0666;

RunError failure(const std::string& what) { return RunError(fmt::format("{}: {}", what, std::strerror(errno))); }

/// What a new file would get: there is no way to ask for the mask but to set it.
mode_t default_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return kNewFile & ~mask;
}

/// Who may read the old file may read the new one, and nobody else.
bool take_over_owner_and_mode(int fd, const fs::path& target) {
  struct stat old {};
  if (lstat(target.c_str(), &old) != 0) return fchmod(fd, default_mode()) == 0;
  struct stat now {};
  if (fstat(fd, &now) != 0) return false;
  // Only root may give files away; others keep what they wrote. The mode comes last: chown clears bits of it.
  const bool same = now.st_uid == old.st_uid && now.st_gid == old.st_gid;
  if (!same && fchown(fd, old.st_uid, old.st_gid) != 0 && errno != EPERM) return false;
  return fchmod(fd, old.st_mode & kModeBits) == 0;
}

}  // namespace

std::string read_manifest(const fs::path& path) {
  // Not blocking: a FIFO without a writer would keep us waiting.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) throw failure("cannot be read");
  struct stat status {};
  if (fstat(file.get(), &status) != 0) throw failure("cannot be read");
  if (!S_ISREG(status.st_mode)) throw RunError("is not a regular file");
  std::string text(kMostJsonBytes + 1, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto count = ::read(file.get(), text.data() + filled, text.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw failure("cannot be read");
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (filled > kMostJsonBytes)
    throw RunError(fmt::format("is larger than {} bytes, too large for a manifest", kMostJsonBytes));
  text.resize(filled);
  return text;
}

void require_below(const fs::path& root, const fs::path& path) {
  std::error_code error;
  if (fs::is_symlink(path, error)) throw RunError("is a symbolic link; replace it by the file, which is to be changed");
  const auto base = fs::canonical(root, error);
  if (error) throw RunError(fmt::format("{} cannot be followed: {}", root.string(), error.message()));
  const auto folder = fs::canonical(fs::absolute(path).parent_path(), error);
  if (error) throw RunError(fmt::format("its folder cannot be followed: {}", error.message()));
  if (std::mismatch(base.begin(), base.end(), folder.begin(), folder.end()).first != base.end()) {
    throw RunError(fmt::format("is outside {} (a link leads there), where nothing is changed", root.string()));
  }
}

Replacement::Replacement(fs::path target, std::string_view text)
    : target_(std::move(target)), temporary_(target_.string() + ".XXXXXX") {
  const Descriptor file(mkostemp(temporary_.data(), O_CLOEXEC));
  if (file.get() < 0) {
    temporary_.clear();
    throw failure(fmt::format("{}: cannot write beside it", target_.string()));
  }
  if (write_all(file.get(), text) != 0 || !take_over_owner_and_mode(file.get(), target_) || fsync(file.get()) != 0) {
    const int error = errno;
    unlink(temporary_.c_str());
    errno = error;
    throw failure(fmt::format("{}: cannot write beside it", target_.string()));
  }
}

Replacement::Replacement(Replacement&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})) {}

Replacement::~Replacement() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void Replacement::commit() {
  if (rename(temporary_.c_str(), target_.c_str()) != 0) {
    throw failure(fmt::format("{}: cannot be replaced", target_.string()));
  }
  temporary_.clear();
}

}  // namespace skyline::cli::panorama
