// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skyline::cli {

/// Opens what the caller closed of descriptors 0 to 2, so that no socket or file of ours takes their place and receives
/// our text; and ignores SIGPIPE, so that a reader who goes away is an error that can be reported.
void prepare_standard_streams();

/// Writes all of it to standard output at once. Throws RunError when that fails.
void print(std::string_view text);

/// The text with the user and password of every URL in it masked.
[[nodiscard]] std::string mask_urls(std::string_view text);

/// On standard error, each line with the program's name in front and URLs masked; best effort, there is nowhere left to
/// complain.
void complain(std::string_view text);

/// Whether note() says anything: not with --quiet.
void set_quiet(bool quiet);

/// What goes on, for people, on standard error.
void note(std::string_view text);

}  // namespace skyline::cli
