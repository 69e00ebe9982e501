// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/log_line.hpp"

namespace skyline::cli {

/// Opens what the caller closed of descriptors 0 to 2, so that no socket or file of ours takes their place and receives
/// our text; and ignores SIGPIPE, so that a reader who goes away is an error that can be reported.
void prepare_standard_streams();

/// Writes all of it to standard output at once. Throws RunError when that fails.
void print(std::string_view text);

/// The text with the user and password of every URL in it masked.
[[nodiscard]] std::string mask_urls(std::string_view text);

/// How lines on standard error look: text at start. Any thread.
void set_log_format(LogFormat format);

/// From now on the library's log goes to standard error by log_line(), at this level; note() is silent at kError.
void start_logging(LogLevel level);

/// A line of the log, when its level is one that start_logging() lets through; URLs masked. Any thread.
void log_line(LogLevel level, std::string_view category, std::string_view message);

/// On standard error, each line with the program's name in front and URLs masked; best effort, there is nowhere left to
/// complain.
void complain(std::string_view text);

/// What goes on, for people, on standard error.
void note(std::string_view text);

/// Whether there are people who would see show_status(): standard error is a terminal that takes control sequences, the
/// log is for people, and --quiet was not asked for.
[[nodiscard]] bool status_is_seen();

/// Lines that stay below all others on standard error and are replaced by the next call; none: they go away. Any
/// thread.
void show_status(std::vector<std::string> lines);

/// Takes these lines away; async-signal-safe. For a process that ends now.
void leave_status() noexcept;

}  // namespace skyline::cli
