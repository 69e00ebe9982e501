// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

namespace skyline::cli {

/// The lines at the bottom of a terminal that are replaced in place, while other lines scroll by above them. The
/// terminal's modes and its cursor are left as they are: ending the process at any moment does no harm. One thread at a
/// time, unless said otherwise.
class StatusArea {
 public:
  explicit StatusArea(int fd) : fd_(fd) {}
  StatusArea(const StatusArea&) = delete;
  StatusArea& operator=(const StatusArea&) = delete;
  ~StatusArea() = default;

  /// Shows these lines in place of those before; none: takes the area away. What is too wide is cut, and what is too
  /// many left out. Colours of a line are kept only where all of it fits. While the process is in the background of its
  /// terminal, nothing is shown.
  void show(std::vector<std::string> lines);
  /// Text that ends in a new line, above the area.
  void write_above(std::string_view text) { redraw(text); }
  /// Takes the area away until a draw() puts it back: somebody else writes to the terminal.
  void hide() { write_out(erased()); }
  void draw() { redraw({}); }

  /// Takes the area away; async-signal-safe. For a process that ends now.
  void leave() const noexcept;

 private:
  void redraw(std::string_view text);
  [[nodiscard]] std::string erased();
  [[nodiscard]] std::string drawn();
  void write_out(std::string_view text) const;

  const int fd_;
  std::vector<std::string> lines_;
  int width_ = 0;             // of the widest row that is drawn
  std::atomic<int> rows_{0};  // that are drawn; the cursor is at the end of the last one
};

}  // namespace skyline::cli
