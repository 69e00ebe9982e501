// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skyline::cli {

/// Whether people watch this descriptor on a terminal.
[[nodiscard]] bool is_terminal(int fd);

/// Whether a line there may be coloured or replaced: a terminal, and one that is not dumb.
[[nodiscard]] bool takes_control_sequences(int fd);

/// Whether colours are welcome there: it takes control sequences, and NO_COLOR is not set (or empty).
[[nodiscard]] bool takes_colours(int fd);

/// Columns of the terminal; 80 when it does not tell.
[[nodiscard]] int terminal_columns(int fd);

enum class Colour { kGreen, kYellow, kRed, kCyan, kFaint };

/// The text in that colour, and nothing after it.
[[nodiscard]] std::string coloured(std::string_view text, Colour colour);

/// The text as one line of at most so many columns: control characters become blanks, what is too long ends in "...".
/// A character of UTF-8 counts as one column and is not cut in two.
[[nodiscard]] std::string one_line(std::string_view text, int columns);

/// One line on a terminal that is replaced by the next and leaves nothing behind; elsewhere, and with --quiet, nothing
/// is shown. Whoever else writes to the terminal calls clear() before. One thread.
class TransientLine {
 public:
  /// `wanted` false: nothing is shown.
  explicit TransientLine(int fd, bool wanted = true);
  TransientLine(const TransientLine&) = delete;
  TransientLine& operator=(const TransientLine&) = delete;
  ~TransientLine() { clear(); }

  [[nodiscard]] bool shows() const { return shows_; }
  void show(std::string_view text);
  void clear() noexcept;

 private:
  const int fd_;
  const bool shows_;
  bool shown_ = false;
};

/// What a signal handler writes to take a transient line away; async-signal-safe.
inline constexpr std::string_view kClearLine = "\r\x1b[K";

}  // namespace skyline::cli
