// SPDX-License-Identifier: Apache-2.0
#include "cli/console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

std::atomic<bool> quiet_notes{false};

/// The error number, 0 when all of it was written.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void prepare_standard_streams() {
  // The wrong way round on purpose: reading from a closed standard input, or writing to a closed output, stays an
  // error.
  for (const auto& [fd, mode] : {std::pair{0, O_WRONLY}, std::pair{1, O_RDONLY}, std::pair{2, O_RDONLY}}) {
    if (fcntl(fd, F_GETFD) < 0) static_cast<void>(open("/dev/null", mode));
  }
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

void print(std::string_view text) {
  if (const int error = write_all(STDOUT_FILENO, text); error != 0) {
    throw RunError(
        fmt::format("cannot write to standard output: {}; give it a reader or a file with room", std::strerror(error)));
  }
}

std::string mask_urls(std::string_view text) {
  std::string masked;
  for (auto scheme = text.find("://"); scheme != std::string_view::npos; scheme = text.find("://")) {
    masked += text.substr(0, scheme + 3);
    text.remove_prefix(scheme + 3);
    // To the end of the word: whoever forgets to write a password's / as %2F still does not see it printed.
    const auto word = text.substr(0, text.find_first_of(" '\""));
    if (const auto at = word.rfind('@'); at != std::string_view::npos) {
      masked += "***";
      text.remove_prefix(at);
    }
  }
  return masked.append(text);
}

void complain(std::string_view text) {
  std::string lines;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    lines += fmt::format("skyline: {}\n", mask_urls(text.substr(from, end - from)));
    from = end + 1;
  }
  static_cast<void>(write_all(STDERR_FILENO, lines));
}

void set_quiet(bool quiet) { quiet_notes = quiet; }

void note(std::string_view text) {
  if (!quiet_notes) complain(text);
}

}  // namespace skyline::cli
