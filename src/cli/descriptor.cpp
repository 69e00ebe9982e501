// SPDX-License-Identifier: Apache-2.0
#include "cli/descriptor.hpp"

#include <unistd.h>

#include <cerrno>

namespace skyline::cli {

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace skyline::cli
