// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr std::size_t kMostKey = 512;
constexpr std::size_t kMostToken = 16U << 10U;
constexpr std::size_t kMostQuoted = 200;
constexpr std::size_t kLeastSecret = 4;  // shorter ones would turn any text to stars

bool printable(char c) { return c > ' ' && c <= '~'; }

void check(std::string_view part, std::string_view name, std::size_t most, std::string_view whence) {
  const auto* const wrong = part.size() > most                      ? "is too long"
                            : !std::ranges::all_of(part, printable) ? "has characters no key has"
                                                                    : nullptr;
  if (wrong != nullptr) throw Error(fmt::format("{}: the {} {}", whence, name, wrong));
}

}  // namespace

AwsKeys checked(AwsKeys keys, std::string_view whence) {
  if (keys.access_key_id.empty()) throw Error(fmt::format("{}: the access key id is missing", whence));
  if (keys.secret_access_key.empty()) throw Error(fmt::format("{}: the secret access key is missing", whence));
  check(keys.access_key_id, "access key id", kMostKey, whence);
  check(keys.secret_access_key, "secret access key", kMostKey, whence);
  check(keys.session_token, "session token", kMostToken, whence);
  return keys;
}

std::string quotable(std::string_view text, std::initializer_list<std::string_view> secrets) {
  std::string result(text);
  for (const auto secret : secrets) {
    if (secret.size() < kLeastSecret) continue;
    for (auto at = result.find(secret); at != std::string::npos; at = result.find(secret, at + 3)) {
      result.replace(at, secret.size(), "***");
    }
  }
  if (result.size() > kMostQuoted) result = result.substr(0, kMostQuoted) + "...";
  std::ranges::replace_if(
      result, [](char c) { return !printable(c); }, ' ');
  return result;
}

}  // namespace skyline::kinesis
