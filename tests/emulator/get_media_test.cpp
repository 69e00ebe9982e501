// SPDX-License-Identifier: Apache-2.0
#include "emulator/get_media.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "emulator/ebml.hpp"
#include "emulator/media.hpp"

namespace skyline::emulator {
namespace {

using test::kMediaStartMs;
using test::make_infos;
using Json = nlohmann::json;

/// The number of the first fragment that comes, and of the one after it; "-" when none does.
std::string start(const char* json, const Infos& infos) {
  const auto parsed = Json::parse(json);
  auto cursor = read_start_selector(Arguments(parsed), infos);
  std::string text;
  for (int i = 0; i < 2; ++i) {
    const auto* next = cursor.next(infos);
    if (next == nullptr) return text + "-";
    text += next->number + ' ';
    cursor.pass(*next);
  }
  return text;
}

TEST(StartSelector, ChoosesTheFirstFragment) {
  const auto infos = make_infos(4);
  EXPECT_EQ(start(R"({"StartSelectorType": "EARLIEST"})", infos), "1 2 ");
  EXPECT_EQ(start(R"({"StartSelectorType": "NOW"})", infos), "4 -");
  EXPECT_EQ(start(R"({"StartSelectorType": "FRAGMENT_NUMBER", "AfterFragmentNumber": "2"})", infos), "3 4 ");
  EXPECT_EQ(start(R"({"StartSelectorType": "CONTINUATION_TOKEN", "ContinuationToken": "1"})", infos), "2 3 ");
}

TEST(StartSelector, FindsTheFragmentThatHoldsATime) {
  const auto infos = make_infos(4);
  const auto* at = R"({"StartSelectorType": "PRODUCER_TIMESTAMP", "StartTimestamp": 1700000002})";
  EXPECT_EQ(start(at, infos), "2 3 ");
  at = R"({"StartSelectorType": "SERVER_TIMESTAMP", "StartTimestamp": 1700000002})";
  EXPECT_EQ(start(at, infos), "1 2 ");
  at = R"({"StartSelectorType": "PRODUCER_TIMESTAMP", "StartTimestamp": 1699999999})";
  EXPECT_EQ(start(at, infos), "1 2 ");
  at = R"({"StartSelectorType": "PRODUCER_TIMESTAMP", "StartTimestamp": 1700000008})";
  EXPECT_EQ(start(at, infos), "-");
}

TEST(StartSelector, WaitsInAnEmptyStreamForItsFirstFragment) {
  const auto parsed = Json::parse(R"({"StartSelectorType": "NOW"})");
  const auto cursor = read_start_selector(Arguments(parsed), {});
  EXPECT_EQ(cursor.next({}), nullptr);
  const auto infos = make_infos(1);
  ASSERT_NE(cursor.next(infos), nullptr);
  EXPECT_EQ(cursor.next(infos)->number, "1");
}

TEST(StartSelector, RefusesWhatTheServiceRefuses) {
  for (const auto* json : {
           "{}",
           R"({"StartSelectorType": "LATEST"})",
           R"({"StartSelectorType": "FRAGMENT_NUMBER"})",
           R"({"StartSelectorType": "FRAGMENT_NUMBER", "AfterFragmentNumber": "12x"})",
           R"({"StartSelectorType": "FRAGMENT_NUMBER", "AfterFragmentNumber": ""})",
           R"({"StartSelectorType": "CONTINUATION_TOKEN", "ContinuationToken": "a"})",
           R"({"StartSelectorType": "SERVER_TIMESTAMP"})",
           R"({"StartSelectorType": "PRODUCER_TIMESTAMP", "StartTimestamp": "now"})",
       }) {
    EXPECT_THROW((void)start(json, make_infos(2)), ServiceError) << json;
  }
}

TEST(Ebml, WritesTagsByteByByte) {
  const std::string_view expected(
      "\x12\x54\xC3\x67\x01\x00\x00\x00\x00\x00\x00\x2C"
      "\x73\x73\x01\x00\x00\x00\x00\x00\x00\x22"
      "\x67\xC8\x01\x00\x00\x00\x00\x00\x00\x18"
      "\x45\xA3\x01\x00\x00\x00\x00\x00\x00\x01"
      "a"
      "\x44\x87\x01\x00\x00\x00\x00\x00\x00\x03"
      "bcd",
      56);
  EXPECT_EQ(tags_element({{"a", "bcd"}}), Bytes(expected.begin(), expected.end()));
  EXPECT_TRUE(tags_element({}).empty());
}

/// The order in which the texts stand in the bytes; each has to be there.
void expect_in_order(const Bytes& bytes, std::initializer_list<std::string_view> texts) {
  auto from = bytes.begin();
  for (const auto text : texts) {
    from = std::search(from, bytes.end(), text.begin(), text.end());
    ASSERT_NE(from, bytes.end()) << text;
  }
}

Fragment small_fragment() {
  Fragment fragment;
  fragment.info = {"77", 1'700'000'000'007, 1'700'000'001'250, 2000, 9};
  for (const auto& [part, text] :
       {std::pair{&fragment.header, "HEADER"}, {&fragment.cluster, "CLUSTER"}, {&fragment.tags, "PRODUCERS"}}) {
    const std::string_view bytes(text);
    *part = Bytes(bytes.begin(), bytes.end());
  }
  return fragment;
}

TEST(GetMediaChunk, HasEverythingInTheServicesOrder) {
  expect_in_order(get_media_chunk(small_fragment(), 1'700'000'004'000),
                  {"HEADER", "AWS_KINESISVIDEO_FRAGMENT_NUMBER", "77", "AWS_KINESISVIDEO_SERVER_TIMESTAMP",
                   "1700000001.250", "AWS_KINESISVIDEO_PRODUCER_TIMESTAMP", "1700000000.007", "CLUSTER", "PRODUCERS",
                   "AWS_KINESISVIDEO_MILLIS_BEHIND_NOW", "2750", "AWS_KINESISVIDEO_CONTINUATION_TOKEN", "77"});
}

TEST(GetMediaChunk, IsNeverAheadOfNow) {
  expect_in_order(get_media_chunk(small_fragment(), 0), {"AWS_KINESISVIDEO_MILLIS_BEHIND_NOW",
                                                         "\x01"
                                                         "0"});
}

TEST(FragmentListChunk, NamesTheFragmentAndItsTimes) {
  const auto chunk = fragment_list_chunk(small_fragment());
  expect_in_order(chunk,
                  {"HEADER", "AWS_KINESISVIDEO_FRAGMENT_NUMBER", "77", "1700000001.250", "CLUSTER", "PRODUCERS"});
  const std::string_view token("CONTINUATION_TOKEN");
  EXPECT_EQ(std::search(chunk.begin(), chunk.end(), token.begin(), token.end()), chunk.end());
  expect_in_order(fragment_list_error("42"), {"FRAGMENT_NUMBER", "42", "EXCEPTION_ERROR_CODE", "EXCEPTION_MESSAGE"});
}

}  // namespace
}  // namespace skyline::emulator
