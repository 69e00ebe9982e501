// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"

#include <sys/random.h>

#include <vector>

#include "skyline/error.hpp"

namespace skyline {

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> raw(bytes);
  for (std::size_t got = 0; got < bytes;) {
    const auto n = getrandom(raw.data() + got, bytes - got, 0);
    if (n <= 0) throw Error("the kernel gives no random bytes; nothing secret can be made without them");
    got += static_cast<std::size_t>(n);
  }
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes * 2);
  for (const auto byte : raw) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace skyline
