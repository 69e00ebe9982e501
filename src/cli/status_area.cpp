// SPDX-License-Identifier: Apache-2.0
#include "cli/status_area.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "cli/descriptor.hpp"
#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

constexpr std::string_view kUp = "\x1b[A";
constexpr std::string_view kClearBelow = "\r\x1b[J";
// What a terminal shows for Ctrl-C must not break the line.
constexpr int kMargin = 3;
constexpr int kUsualRows = 24;

int terminal_rows(int fd) {
  winsize size{};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : kUsualRows;
}

/// A terminal that does not control this process has no background.
bool in_background(int fd) {
  const auto group = tcgetpgrp(fd);
  return group > 0 && group != getpgrp();
}

/// Without the sequences that colour it.
std::string plain(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = std::min(text.find('m', i), text.size() - 1);
    } else {
      result += text[i];
    }
  }
  return result;
}

struct Row {
  std::string text;
  int width;
};

Row fitted(const std::string& line, int columns) {
  const auto text = plain(line);
  const auto cut = one_line(text, columns);
  const int width = static_cast<int>(cut.size());
  return {cut == text ? line : cut, width};
}

}  // namespace

void StatusArea::show(std::vector<std::string> lines) {
  lines_ = std::move(lines);
  redraw({});
}

void StatusArea::redraw(std::string_view text) {
  auto bytes = erased();
  bytes += text;
  bytes += drawn();
  write_out(bytes);
}

// When the terminal became too small for what is drawn, nobody knows how it broke the lines: going up could take log
// lines away. What is drawn then stays where it is, and scrolls off with the rest. In the background, the shell has
// written since.
std::string StatusArea::erased() {
  const int rows = rows_.exchange(0);
  if (rows == 0 || in_background(fd_)) return {};
  if (width_ > terminal_columns(fd_) || rows > terminal_rows(fd_)) return "\r\n";
  std::string bytes;
  for (int i = 1; i < rows; ++i) bytes += kUp;
  return bytes.append(kClearBelow);
}

std::string StatusArea::drawn() {
  if (lines_.empty() || in_background(fd_)) return {};
  const int columns = terminal_columns(fd_) - kMargin;
  // One row stays for what scrolls.
  const auto room = static_cast<std::size_t>(std::max(1, terminal_rows(fd_) - 1));
  const auto shown = lines_.size() <= room ? lines_.size() : room - 1;
  std::string bytes;
  int rows = 0;
  width_ = 0;
  const auto add = [&](const std::string& line) {
    const auto row = fitted(line, columns);
    bytes += (rows++ > 0 ? "\r\n" : "\r") + row.text;
    width_ = std::max(width_, row.width);
  };
  for (std::size_t i = 0; i < shown; ++i) add(lines_[i]);
  if (shown < lines_.size()) add(fmt::format("and {} more", lines_.size() - shown));
  rows_ = rows;
  return bytes;
}

// When it fails there is nowhere left to complain.
void StatusArea::write_out(std::string_view text) const { static_cast<void>(write_all(fd_, text)); }

void StatusArea::leave() const noexcept {
  const int rows = rows_;
  if (rows == 0) return;
  for (int i = 1; i < rows; ++i) static_cast<void>(!::write(fd_, kUp.data(), kUp.size()));
  static_cast<void>(!::write(fd_, kClearBelow.data(), kClearBelow.size()));
}

}  // namespace skyline::cli
