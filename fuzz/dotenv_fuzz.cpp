// SPDX-License-Identifier: Apache-2.0
#include "stream/dotenv.hpp"

#include "promise.hpp"
#include "skyline/error.hpp"

namespace skyline {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  try {
    for (const auto& [name, secret] : parse_dotenv(text)) {
      const auto& value = secret.reveal();
      fuzz::require(name.starts_with("AWS_") || name == "CONTROL_PLANE_URI" || name.ends_with("_PATH"),
                    "only known names are taken");
      for (const char c : value) {
        fuzz::require(static_cast<unsigned char>(c) >= ' ' && c != '\x7F', "a value has no control characters");
      }
      std::string quoted = name + "=\"";
      for (const char c : value) quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
      const auto again = parse_dotenv(quoted + "\"");
      fuzz::require(again.at(name).reveal() == value, "a value in quotes is the same value");
    }
  } catch (const Error& error) {
    fuzz::require_no_echo(error.what(), text);
  }
  return 0;
}

}  // namespace skyline
