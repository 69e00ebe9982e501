// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "outputs/kinesis/aws_time.hpp"
#include "outputs/kinesis/credentials_check.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kTemporary = "CREDENTIALS AKIDEXAMPLE 2026-01-31T12:00:00Z wJalrSecret T0kenT0ken";

std::string refusal(std::string_view text) {
  try {
    static_cast<void>(parse_credentials_line(text));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(CredentialsLine, IsReadInBothForms) {
  const auto permanent = parse_credentials_line("CREDENTIALS AKIDEXAMPLE wJalrSecret");
  EXPECT_EQ(permanent.access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(permanent.secret_access_key, "wJalrSecret");
  EXPECT_TRUE(permanent.session_token.empty());
  EXPECT_FALSE(permanent.expires);

  const auto temporary = parse_credentials_line(kTemporary);
  EXPECT_EQ(temporary.access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(temporary.secret_access_key, "wJalrSecret");
  EXPECT_EQ(temporary.session_token, "T0kenT0ken");
  EXPECT_EQ(temporary.expires, parse_time("2026-01-31T12:00:00Z"));
}

TEST(CredentialsLine, MayEndAsItLikes) {
  for (const auto* text : {"CREDENTIALS a b", "CREDENTIALS a b\n", "CREDENTIALS a b\r\n", " CREDENTIALS\ta  b \n\n"}) {
    EXPECT_EQ(parse_credentials_line(text).secret_access_key, "b") << text;
  }
}

TEST(CredentialsLine, OfAnotherFormIsRefused) {
  for (const auto& [text, part] : std::initializer_list<std::pair<std::string_view, const char*>>{
           {"", "empty"},
           {" \n", "empty"},
           {"CREDENTIALS", "form"},
           {"credentials a b", "form"},
           {"CREDENTIALS a 2026-01-31T12:00:00Z b", "form"},
           {"CREDENTIALS a 2026-01-31T12:00:00Z b c d", "form"},
           {"CREDENTIALS a 2026-01-31T12:00:00Z", "form"},
           {"CREDENTIALS a yesterday b c", "not a time"},
           {"CREDENTIALS a\x01 b", "characters"},
           {"CREDENTIALS a b\xC3\xA4", "characters"},
           {std::string_view("CREDENTIALS a b\0", 16), "characters"},
       }) {
    EXPECT_THAT(refusal(text), HasSubstr(part)) << text;
  }
}

TEST(CredentialsLine, CutOffAnywhereIsRefusedOrShorterWithoutShowingAnything) {
  const std::string_view text = kTemporary;
  for (std::size_t size = 0; size < text.size(); ++size) {
    try {
      // Nothing marks the end of a token: what is cut within it cannot be told from a shorter one.
      const auto keys = parse_credentials_line(text.substr(0, size));
      EXPECT_TRUE(keys.session_token.empty() ? size < 44 : text.find(keys.session_token) != std::string_view::npos);
    } catch (const Error& error) {
      for (const auto* secret : {"AKID", "wJalr", "T0ken"}) EXPECT_THAT(error.what(), Not(HasSubstr(secret)));
    }
  }
}

TEST(CredentialsLine, IsWrittenAsItIsRead) {
  for (const auto* text : {kTemporary, "CREDENTIALS AKIDEXAMPLE wJalrSecret"}) {
    EXPECT_EQ(format_credentials_line(parse_credentials_line(text)), std::string(text) + '\n');
  }
  EXPECT_THROW(static_cast<void>(format_credentials_line({"a", "b", "token", {}})), Error);
}

TEST(Quotable, TextIsOneShortLineWithoutTheSecrets) {
  EXPECT_EQ(quotable("no such role", {}), "no such role");
  EXPECT_EQ(quotable("key wJalrSecret, again wJalrSecret", {"wJalrSecret", ""}), "key ***, again ***");
  EXPECT_EQ(quotable("a\r\nb\x1b[2J\xff", {}), "a  b [2J ");
  EXPECT_EQ(quotable(std::string(1000, 'x'), {}), std::string(200, 'x') + "...");
}

TEST(Checked, KeysAreOfLengthsThatKeysHave) {
  const std::string whence = "here";
  EXPECT_NO_THROW(static_cast<void>(checked({"a", "b", std::string(16384, 't'), {}}, whence)));
  for (const auto& keys : {AwsKeys{"", "b", "", {}}, AwsKeys{"a", "", "", {}}, AwsKeys{"a b", "b", "", {}},
                           AwsKeys{std::string(513, 'a'), "b", "", {}}, AwsKeys{"a", std::string(513, 'b'), "", {}},
                           AwsKeys{"a", "b", std::string(16385, 't'), {}}, AwsKeys{"a", "b", "t\r\nX: y", {}}}) {
    EXPECT_THROW(static_cast<void>(checked(keys, whence)), Error);
  }
}

}  // namespace
}  // namespace skyline::kinesis
