// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace skyline::cli {

/// Opens what the caller closed of descriptors 0 to 2, so that no socket or file of ours takes their place and receives
/// our text; and ignores SIGPIPE, so that a reader who goes away is an error that can be reported.
void prepare_standard_streams();

/// Writes all of it to standard output at once. Throws RunError when that fails.
void print(std::string_view text);

/// One line on standard error; best effort, there is nowhere left to complain.
void complain(std::string_view text);

/// Whether note() says anything: not with --quiet.
void set_quiet(bool quiet);

/// What goes on, for people, on standard error.
template <class... Args>
void note(fmt::format_string<Args...> text, Args&&... args);

namespace detail {
void write_note(const std::string& text);
}

template <class... Args>
void note(fmt::format_string<Args...> text, Args&&... args) {
  detail::write_note(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace skyline::cli
