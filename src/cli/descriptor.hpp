// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace skyline::cli {

/// A file descriptor that is closed when this goes; negative: none.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

/// Writes all of it. The error number, 0 when that was done.
[[nodiscard]] int write_all(int fd, std::string_view text);

}  // namespace skyline::cli
