// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace skyline::cli {
namespace {

constexpr int kUsualColumns = 80;
constexpr std::string_view kEllipsis = "...";

std::string_view environment(const char* name) {
  const auto* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7f'; }

int code(Colour colour) {
  switch (colour) {
    case Colour::kGreen: return 32;
    case Colour::kYellow: return 33;
    case Colour::kRed: return 31;
    case Colour::kCyan: return 36;
    case Colour::kFaint: return 2;
  }
  return 0;
}

/// Best effort: a terminal that is gone has nobody to miss the line.
void put(int fd, std::string_view text) noexcept { static_cast<void>(!::write(fd, text.data(), text.size())); }

/// Bytes of the first so many characters.
std::size_t bytes_of(std::string_view text, int characters) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i]) && characters-- == 0) return i;
  }
  return text.size();
}

}  // namespace

bool is_terminal(int fd) { return ::isatty(fd) != 0; }

bool takes_control_sequences(int fd) {
  const auto kind = environment("TERM");
  return is_terminal(fd) && !kind.empty() && kind != "dumb";
}

bool takes_colours(int fd) { return takes_control_sequences(fd) && environment("NO_COLOR").empty(); }

int terminal_columns(int fd) {
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualColumns;
}

std::string coloured(std::string_view text, Colour colour) {
  return fmt::format("\x1b[{}m{}\x1b[0m", code(colour), text);
}

std::string one_line(std::string_view text, int columns) {
  std::string line(text);
  for (auto& c : line) {
    if (is_control(c)) c = ' ';
  }
  if (columns <= 0) return {};
  if (bytes_of(line, columns) == line.size()) return line;
  const auto room = columns - static_cast<int>(kEllipsis.size());
  if (room <= 0) return line.substr(0, bytes_of(line, columns));
  return line.substr(0, bytes_of(line, room)).append(kEllipsis);
}

TransientLine::TransientLine(int fd, bool wanted) : fd_(fd), shows_(wanted && takes_control_sequences(fd)) {}

void TransientLine::show(std::string_view text) {
  if (!shows_) return;
  // The last column stays free: some terminals go to the next line when it is written to.
  put(fd_, std::string(kClearLine) + one_line(text, terminal_columns(fd_) - 1));
  shown_ = true;
}

void TransientLine::clear() noexcept {
  if (!shown_) return;
  put(fd_, kClearLine);
  shown_ = false;
}

}  // namespace skyline::cli
