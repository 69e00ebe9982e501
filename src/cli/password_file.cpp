// SPDX-License-Identifier: Apache-2.0
#include "cli/password_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "cli/descriptor.hpp"
#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

constexpr std::size_t kMostBytes = 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

RunError refuse(const std::string& path, std::string_view reason) {
  return RunError(fmt::format("password file {}: {}", path, reason));
}

void check_mode(const std::string& path, int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) throw refuse(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw refuse(path, "it is not a regular file; write the password into one");
  if ((status.st_mode & (S_IROTH | S_IWOTH)) != 0) throw refuse(path, "everybody may read or write it; chmod 600 it");
}

}  // namespace

std::string read_password_file(const std::string& path) {
  // Not blocking: a FIFO without a writer would keep us waiting.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0)
    throw refuse(path, fmt::format("{}; check its name and that you may read it", std::strerror(errno)));
  check_mode(path, file.get());
  std::array<char, kMostBytes + 1> bytes{};
  const auto count = ::read(file.get(), bytes.data(), bytes.size());
  if (count < 0) throw refuse(path, std::strerror(errno));
  std::string_view line(bytes.data(), static_cast<std::size_t>(count));
  line = line.substr(0, line.find('\n'));
  if (line.size() > kMostBytes) throw refuse(path, fmt::format("its first line is longer than {} bytes", kMostBytes));
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) throw refuse(path, "its first line is empty; write the password there");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
  if (std::any_of(line.begin(), line.end(), is_control)) throw refuse(path, "its first line has control characters");
  return std::string(line);
}

}  // namespace skyline::cli
