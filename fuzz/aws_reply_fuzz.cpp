// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_reply.hpp"
#include "outputs/kinesis/sts.hpp"
#include "outputs/kinesis/surroundings.hpp"
#include "promise.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

void require_whole(const AwsKeys& keys) {
  for (const auto& part : {keys.access_key_id, keys.secret_access_key, keys.session_token}) {
    for (const char c : part) fuzz::require(c > ' ' && c <= '~', "keys can stand in a header");
  }
  fuzz::require(!keys.access_key_id.empty() && !keys.secret_access_key.empty(), "keys are whole");
}

template <class Parse>
void try_keys(std::string_view text, Parse parse) {
  try {
    require_whole(parse());
  } catch (const Error& error) {
    fuzz::require_no_echo(error.what(), text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  try_keys(text, [&] { return kinesis::parse_reply(text, {}, "here"); });
  try_keys(text,
           [&] { return kinesis::parse_reply(text, {.token = "sessionToken", .inside = "credentials"}, "here"); });
  try_keys(text, [&] { return kinesis::parse_sts_reply(std::string(text)); });
  try {
    static_cast<void>(kinesis::body_of({403, {}, std::string(text)}, "here"));
  } catch (const Error& error) {
    fuzz::require(std::string_view(error.what()).size() < 300, "a message is short");
    fuzz::require(std::string_view(error.what()).find_first_of("\r\n\x1b") == std::string_view::npos,
                  "a message is one line");
  }
  return 0;
}

}  // namespace skyline
