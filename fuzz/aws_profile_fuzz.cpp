// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/aws_profile.hpp"
#include "promise.hpp"
#include "skyline/error.hpp"

namespace skyline {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  for (const auto kind : {kinesis::ProfileFile::kCredentials, kinesis::ProfileFile::kConfig}) {
    try {
      for (const auto& [name, settings] : kinesis::parse_profiles(text, kind)) {
        fuzz::require(text.find(name) != std::string_view::npos, "names are in the text");
        for (const auto& [key, value] : settings) {
          fuzz::require(text.find(value) != std::string_view::npos, "values are in the text");
          fuzz::require((key + value).find_first_of(std::string_view("\n\0", 2)) == std::string::npos,
                        "a setting is one line");
        }
      }
    } catch (const Error& error) {
      fuzz::require_no_echo(error.what(), text);
    }
  }
  return 0;
}

}  // namespace skyline
