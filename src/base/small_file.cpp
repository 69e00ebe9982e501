// SPDX-License-Identifier: Apache-2.0
#include "base/small_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/secret.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

Error refuse(const std::string& path, std::string_view reason) { return Error(fmt::format("{}: {}", path, reason)); }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

void check(const std::string& path, int fd, const FileRules& rules) {
  struct stat status {};
  if (fstat(fd, &status) != 0) throw refuse(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw refuse(path, "it is not a regular file");
  if ((status.st_mode & S_IWOTH) != 0) throw refuse(path, "everybody may write it; chmod o-w it");
  if (rules.ours && status.st_uid != geteuid() && status.st_uid != 0) {
    throw refuse(path, "it belongs to another user");
  }
  if (status.st_size > static_cast<off_t>(rules.most_bytes)) {
    throw refuse(path, fmt::format("it is longer than {} bytes", rules.most_bytes));
  }
}

// One byte more than allowed is asked for: the file may have grown meanwhile.
std::string read_all(const std::string& path, int fd, std::size_t most_bytes) {
  std::string text(most_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto count = read(fd, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw refuse(path, std::strerror(errno));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > most_bytes) throw refuse(path, fmt::format("it is longer than {} bytes", most_bytes));
  text.resize(size);
  return text;
}

void write_all(const std::string& path, int fd, std::string_view text) {
  while (!text.empty()) {
    const auto count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw refuse(path, std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  // Without it a crash of the machine may leave the new name with nothing in it.
  if (fsync(fd) != 0) throw refuse(path, std::strerror(errno));
}

/// Gone again unless it was kept.
class TemporaryName {
 public:
  explicit TemporaryName(const std::string& path) : name_(fmt::format("{}.{}.tmp", path, random_hex(8))) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() {
    if (!kept_) unlink(name_.c_str());
  }
  [[nodiscard]] const char* get() const { return name_.c_str(); }
  void keep() { kept_ = true; }

 private:
  std::string name_;
  bool kept_ = false;
};

}  // namespace

std::optional<std::string> read_small_file(const std::string& path, const FileRules& rules) {
  // Not blocking: a FIFO without a writer would keep us waiting.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw refuse(path, std::strerror(errno));
  }
  check(path, file.get(), rules);
  return read_all(path, file.get(), rules.most_bytes);
}

std::string require_small_file(const std::string& path, const FileRules& rules) {
  auto text = read_small_file(path, rules);
  if (!text) throw refuse(path, "there is no such file");
  return std::move(*text);
}

void replace_private_file(const std::string& path, std::string_view text) {
  TemporaryName temporary(path);
  const Descriptor file(open(temporary.get(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0) throw refuse(path, fmt::format("no file can be made beside it: {}", std::strerror(errno)));
  write_all(path, file.get(), text);
  if (std::rename(temporary.get(), path.c_str()) != 0) throw refuse(path, std::strerror(errno));
  temporary.keep();
}

std::optional<FileStamp> file_stamp(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  const auto ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  return FileStamp{status.st_dev, status.st_ino, ns, status.st_size};
}

}  // namespace skyline
