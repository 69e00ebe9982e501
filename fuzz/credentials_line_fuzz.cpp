// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_line.hpp"
#include "promise.hpp"
#include "skyline/error.hpp"

namespace skyline {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  try {
    const auto keys = kinesis::parse_credentials_line(text);
    fuzz::require(!keys.access_key_id.empty() && !keys.secret_access_key.empty(), "keys are whole");
    fuzz::require(keys.session_token.empty() == !keys.expires, "a token has an end, and nothing else has one");
    const auto again = kinesis::parse_credentials_line(kinesis::format_credentials_line(keys));
    fuzz::require(again.secret_access_key == keys.secret_access_key && again.expires == keys.expires &&
                      again.session_token == keys.session_token && again.access_key_id == keys.access_key_id,
                  "what is written is read as the same");
  } catch (const Error& error) {
    fuzz::require_no_echo(error.what(), text);
  }
  return 0;
}

}  // namespace skyline
