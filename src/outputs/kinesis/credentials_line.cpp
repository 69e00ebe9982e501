// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_line.hpp"

#include <fmt/format.h>

#include <vector>

#include "outputs/kinesis/aws_time.hpp"
#include "outputs/kinesis/credentials_check.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kForms = "CREDENTIALS key secret, or CREDENTIALS key YYYY-MM-DDTHH:MM:SSZ secret token";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (auto begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const auto end = text.find_first_of(kBlanks, begin);
    words.emplace_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    begin = end == std::string_view::npos ? end : text.find_first_not_of(kBlanks, end);
  }
  return words;
}

}  // namespace

AwsKeys parse_credentials_line(std::string_view text) {
  constexpr std::string_view kWhence = "the line of credentials";
  const auto words = words_of(text);
  if (words.empty()) throw Error("it is empty");
  const bool cut_off = words.size() == 3 && parse_time(words[2]);
  if (words[0] != "CREDENTIALS" || (words.size() != 3 && words.size() != 5) || cut_off) {
    throw Error(fmt::format("it does not hold one line of the form {}", kForms));
  }
  if (words.size() == 3) return checked({words[1], words[2], {}, {}}, kWhence);
  const auto expires = parse_time(words[2]);
  if (!expires) throw Error("the third word is not a time; write it as 2026-01-31T12:00:00Z");
  return checked({words[1], words[3], words[4], expires}, kWhence);
}

std::string format_credentials_line(const AwsKeys& keys) {
  if (keys.session_token.empty()) return fmt::format("CREDENTIALS {} {}\n", keys.access_key_id, keys.secret_access_key);
  if (!keys.expires) {
    throw Error("keys with a session token but without a time of expiry cannot be written for other producers");
  }
  return fmt::format("CREDENTIALS {} {} {} {}\n", keys.access_key_id, format_time(*keys.expires),
                     keys.secret_access_key, keys.session_token);
}

}  // namespace skyline::kinesis
