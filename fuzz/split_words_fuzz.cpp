// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_process.hpp"
#include "promise.hpp"
#include "skyline/error.hpp"

namespace skyline {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  try {
    std::string quoted;
    const auto words = kinesis::split_words(text);
    for (const auto& word : words) {
      quoted += '\'';
      for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
      quoted += "' ";
    }
    fuzz::require(kinesis::split_words(quoted) == words, "quoted words are the same words");
  } catch (const Error& error) {
    fuzz::require_no_echo(error.what(), text);
  }
  return 0;
}

}  // namespace skyline
