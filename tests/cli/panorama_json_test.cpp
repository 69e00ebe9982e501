// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/json_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace skyline::cli::panorama {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Failure {
  std::size_t offset;
  std::string what;
};

std::optional<Failure> failure(const std::string& text) {
  try {
    static_cast<void>(JsonDocument(text));
  } catch (const JsonError& error) {
    return Failure{error.offset, error.what()};
  }
  return std::nullopt;
}

std::string text_of(const JsonDocument& document, const JsonValue& value) {
  return document.text().substr(value.begin, value.end - value.begin);
}

TEST(JsonDocument, KnowsThePlaceOfEachValue) {
  const JsonDocument document("\t{ \"a\" :\r\n [12, -1.5e+3 ,true,null,\"x\\\"\\u00e9\", {} ,[ ] ],\n\"b\": 7}\n");
  const auto& list = document.root().list("a");
  ASSERT_EQ(list.size(), 7U);
  const char* const texts[] = {"12", "-1.5e+3", "true", "null", "\"x\\\"\\u00e9\"", "{}", "[ ]"};
  for (std::size_t i = 0; i < list.size(); ++i) EXPECT_EQ(text_of(document, list[i]), texts[i]);
  EXPECT_EQ(list[4].text, "x\"\xC3\xA9");
  EXPECT_EQ(list[0].integer, 12);
  EXPECT_TRUE(list[1].is(JsonValue::Kind::kNumber));
  const auto& b = *document.root().find("b");
  EXPECT_EQ(text_of(document, b), "7");
  EXPECT_EQ(document.text().substr(b.key_begin, b.key_end - b.key_begin), "\"b\"");
  EXPECT_EQ(document.line(b.begin), 3U);
  EXPECT_EQ(document.line(document.root().begin), 1U);
  EXPECT_EQ(document.root().begin, 1U);
  EXPECT_EQ(document.root().end, document.text().size() - 1);
}

TEST(JsonDocument, TakesEachKindAlone) {
  for (const auto* text : {"1", "-0.5", "\"a\"", "true", "false", "null", "[]", "{}", " 1 ", "1\n"}) {
    EXPECT_FALSE(failure(text)) << text;
  }
}

TEST(JsonDocument, KeepsKeysThatStandTwice) {
  EXPECT_EQ(JsonDocument(R"({"a": 1, "a": 2})").root().children.size(), 2U);
}

TEST(JsonDocument, RefusesEveryTruncation) {
  const std::string text = R"({"a": [1, true, "x", {"b": null}]})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto error = failure(text.substr(0, size));
    ASSERT_TRUE(error) << size;
    EXPECT_LE(error->offset, size);
  }
}

TEST(JsonDocument, RefusesWhatIsNotJson) {
  struct Case {
    std::string text;
    std::size_t offset;
    const char* what;
  };
  for (const auto& [text, offset, what] : std::initializer_list<Case>{
           {"{\"a\": 1,}", 8, "remove the comma before the }"},
           {"[1, ]", 4, "remove the comma before the ]"},
           {"[1] // one", 4, "JSON has no comments"},
           {"{'a': 1}", 1, "strings stand in double quotes"},
           {"[1] [2]", 4, "not JSON"},
           {"[\"\xFF\"]", 2, "UTF-8"},
           {"[1e999]", 5, "out of range"},
           {std::string("[1]\0[2]", 7), 3, "a NUL byte"},
           {"\xEF\xBB\xBF[1]", 0, "byte order mark"},
       }) {
    const auto error = failure(text);
    ASSERT_TRUE(error) << text;
    EXPECT_THAT(error->what, HasSubstr(what));
    EXPECT_EQ(error->offset, offset) << text;
  }
}

TEST(JsonDocument, IsBounded) {
  EXPECT_FALSE(failure(std::string(64, '[') + std::string(64, ']')));
  const auto deep = failure(std::string(65, '[') + std::string(65, ']'));
  ASSERT_TRUE(deep);
  EXPECT_THAT(deep->what, HasSubstr("nested more than 64 levels deep"));
  EXPECT_EQ(deep->offset, 64U);
  EXPECT_TRUE(failure(std::string(kMostJsonBytes, '[')));
  EXPECT_FALSE(failure("1" + std::string(kMostJsonBytes - 1, ' ')));
  EXPECT_THAT(failure("1" + std::string(kMostJsonBytes, ' '))->what, HasSubstr("larger than"));
  std::string many = "[1";
  for (std::size_t i = 0; i < kMostJsonValues; ++i) many += ",1";
  EXPECT_THAT(failure(many + "]")->what, HasSubstr("values, too many"));
}

TEST(JsonDocument, DoesNotRepeatWhatItRead) {
  for (const auto* text : {"{\"password\": \"hunter2\" x}", "{\"password\": \"hunter2", "{\"password\": hunter2}"}) {
    const auto error = failure(text);
    ASSERT_TRUE(error);
    EXPECT_THAT(error->what, Not(HasSubstr("hunter2")));
  }
}

TEST(Locate, CountsLinesAndColumns) {
  const std::string text = "ab\ncd\n";
  EXPECT_EQ(locate(text, 0).line, 1U);
  EXPECT_EQ(locate(text, 0).column, 1U);
  EXPECT_EQ(locate(text, 4).line, 2U);
  EXPECT_EQ(locate(text, 4).column, 2U);
  EXPECT_EQ(locate(text, 6).line, 3U);
}

}  // namespace
}  // namespace skyline::cli::panorama
