// SPDX-License-Identifier: Apache-2.0
#include "emulator/archive.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "emulator/media.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;
using test::make_infos;

constexpr std::int64_t kNowMs = test::kMediaStartMs + 3'600'000;

Json list(const char* json, const Infos& infos) {
  const auto request = Json::parse(json);
  return list_fragments(Arguments(request), infos);
}

ClipParts clip(const std::string& type, double start, double end, const Infos& infos) {
  const Json request = {
      {"ClipFragmentSelector",
       {{"FragmentSelectorType", type}, {"TimestampRange", {{"StartTimestamp", start}, {"EndTimestamp", end}}}}}};
  return clip_parts(Arguments(request), infos, kNowMs);
}

std::string clip_refusal(const Infos& infos) {
  try {
    (void)clip("PRODUCER_TIMESTAMP", 1.7e9, 1.7e9 + 3600, infos);
  } catch (const ServiceError& error) {
    return error.name();
  }
  return "none";
}

TEST(ListFragments, SaysWhatIsKnownOfEach) {
  auto infos = make_infos(1);
  infos[0].producer_ms += 7;
  EXPECT_EQ(list("{}", infos), Json::parse(R"({"Fragments": [{"FragmentNumber": "1", "FragmentSizeInBytes": 1000,
      "ProducerTimestamp": 1700000000.007, "ServerTimestamp": 1700000000.5, "FragmentLengthInMilliseconds": 2000}]})"));
  EXPECT_EQ(list("{}", {}), Json::parse(R"({"Fragments": []})"));
}

TEST(ListFragments, GoesOnAfterItsToken) {
  const auto* selector = R"({"MaxResults": 2, "FragmentSelector": {"FragmentSelectorType": "PRODUCER_TIMESTAMP",
      "TimestampRange": {"StartTimestamp": 1700000002, "EndTimestamp": 1700000008}}})";
  const auto first = list(selector, make_infos(9));
  EXPECT_EQ(first["Fragments"].size(), 2U);
  auto request = Json::parse(selector);
  request["NextToken"] = first["NextToken"];
  const auto second = list_fragments(Arguments(request), make_infos(9));
  EXPECT_EQ(second["Fragments"][0]["FragmentNumber"], "4");
  EXPECT_EQ(second["Fragments"].size(), 2U);
  EXPECT_FALSE(second.contains("NextToken"));
}

TEST(ListFragments, RefusesWhatTheServiceRefuses) {
  for (const auto* json : {
           R"({"MaxResults": 0})",
           R"({"MaxResults": 1001})",
           R"({"MaxResults": 1.5})",
           R"({"NextToken": 1})",
           R"({"NextToken": "a"})",
           R"({"FragmentSelector": {}})",
           R"({"FragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP"}})",
           R"({"FragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP", "TimestampRange": {}}})",
           R"({"FragmentSelector": {"FragmentSelectorType": "X", "TimestampRange": {"StartTimestamp": 1,
              "EndTimestamp": 2}}})",
           R"({"FragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP", "TimestampRange": {"StartTimestamp": 2,
              "EndTimestamp": 1}}})",
       }) {
    EXPECT_THROW((void)list(json, make_infos(1)), ServiceError) << json;
  }
}

TEST(FragmentList, IsReadInItsOrder) {
  const auto request = Json::parse(R"({"Fragments": ["2", "1", "2"]})");
  EXPECT_EQ(read_fragment_list(Arguments(request)), (std::vector<std::string>{"2", "1", "2"}));
}

TEST(FragmentList, RefusesWhatTheServiceRefuses) {
  auto too_many = Json{{"Fragments", Json::array()}};
  for (int i = 0; i <= 1000; ++i) too_many["Fragments"].push_back("1");
  for (const auto& request :
       {too_many, Json::parse("{}"), Json::parse(R"({"Fragments": []})"), Json::parse(R"({"Fragments": "1"})"),
        Json::parse(R"({"Fragments": [1]})"), Json::parse(R"({"Fragments": ["a"]})")}) {
    EXPECT_THROW((void)read_fragment_list(Arguments(request)), ServiceError);
  }
}

TEST(Clip, HoldsTheFragmentsThatBeginInTheRange) {
  const auto parts = clip("PRODUCER_TIMESTAMP", 1.7e9 + 1, 1.7e9 + 4, make_infos(9));
  EXPECT_EQ(parts.clock, Clock::kProducer);
  ASSERT_EQ(parts.infos.size(), 2U);
  EXPECT_EQ(parts.infos[0].number, "2");
  EXPECT_EQ(clip("SERVER_TIMESTAMP", 1.7e9, 1.7e9 + 2, make_infos(9)).infos.size(), 1U);
}

TEST(Clip, HasTheServicesLimits) {
  EXPECT_EQ(clip_refusal(make_infos(200)), "none");
  EXPECT_EQ(clip_refusal(make_infos(201)), "InvalidArgumentException");
  auto infos = make_infos(2);
  infos[0].bytes = 99'999'000;
  EXPECT_EQ(clip_refusal(infos), "none");
  ++infos[0].bytes;
  EXPECT_EQ(clip_refusal(infos), "InvalidArgumentException");
  EXPECT_EQ(clip_refusal({}), "ResourceNotFoundException");
}

}  // namespace
}  // namespace skyline::emulator
