// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace skyline::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program when a promise is broken; the runner then keeps the input.
inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

/// No word of the input that is long enough to be a secret stands in the message.
inline void require_no_echo(std::string_view message, std::string_view input) {
  constexpr std::string_view kEnds(" \t\r\n=:\"'\0", 9);
  constexpr std::size_t kLeast = 24;  // longer than the longest word of our own in a message
  while (!input.empty()) {
    const auto word = input.substr(0, input.find_first_of(kEnds));
    require(word.size() < kLeast || message.find(word) == std::string_view::npos, "no message repeats the input");
    input.remove_prefix(word.size() < input.size() ? word.size() + 1 : input.size());
  }
}

}  // namespace skyline::fuzz
