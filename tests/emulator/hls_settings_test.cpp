// SPDX-License-Identifier: Apache-2.0
#include "emulator/hls_settings.hpp"

#include <gtest/gtest.h>

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;
using Mode = HlsSettings::Mode;
using Discontinuities = HlsSettings::Discontinuities;

constexpr std::int64_t kNowMs = 1'700'000'000'000;

HlsSettings read(const char* json) { return read_hls_settings(Arguments(Json::parse(json)), kNowMs); }

TEST(HlsSettings, HaveTheServicesDefaults) {
  const auto settings = read("{}");
  EXPECT_EQ(settings.mode, Mode::kLive);
  EXPECT_EQ(settings.clock, Clock::kServer);
  EXPECT_EQ(settings.discontinuities, Discontinuities::kAlways);
  EXPECT_FALSE(settings.transport_stream);
  EXPECT_FALSE(settings.show_times);
  EXPECT_EQ(settings.life, std::chrono::minutes{5});
  EXPECT_EQ(settings.most_fragments, 5U);
}

TEST(HlsSettings, AreReadInFull) {
  const auto settings = read(R"({"PlaybackMode": "ON_DEMAND", "ContainerFormat": "MPEG_TS",
      "DisplayFragmentTimestamp": "ALWAYS", "DiscontinuityMode": "ON_DISCONTINUITY", "Expires": 43200,
      "MaxMediaPlaylistFragmentResults": 17, "HLSFragmentSelector": {"FragmentSelectorType": "PRODUCER_TIMESTAMP",
      "TimestampRange": {"StartTimestamp": 1600000000.5, "EndTimestamp": 1600000001}}})");
  EXPECT_EQ(settings.mode, Mode::kOnDemand);
  EXPECT_EQ(settings.clock, Clock::kProducer);
  EXPECT_EQ(settings.range.start_ms, 1'600'000'000'500);
  EXPECT_EQ(settings.range.end_ms, 1'600'000'001'000);
  EXPECT_EQ(settings.discontinuities, Discontinuities::kWhenThereAre);
  EXPECT_TRUE(settings.transport_stream);
  EXPECT_TRUE(settings.show_times);
  EXPECT_EQ(settings.life, std::chrono::hours{12});
  EXPECT_EQ(settings.most_fragments, 17U);
}

TEST(HlsSettings, DefaultsDependOnClockAndMode) {
  EXPECT_EQ(read(R"({"HLSFragmentSelector": {"FragmentSelectorType": "PRODUCER_TIMESTAMP"}})").discontinuities,
            Discontinuities::kNever);
  EXPECT_EQ(read(R"({"PlaybackMode": "ON_DEMAND", "HLSFragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP",
      "TimestampRange": {"StartTimestamp": 1600000000, "EndTimestamp": 1600000001}}})")
                .most_fragments,
            1000U);
  EXPECT_EQ(read(R"({"PlaybackMode": "LIVE_REPLAY", "HLSFragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP",
      "TimestampRange": {"StartTimestamp": 1600000000}}})")
                .range.end_ms,
            TimeRange{}.end_ms);
}

TEST(HlsSettings, RefuseWhatTheServiceRefuses) {
  for (const auto* json : {
           R"({"PlaybackMode": "REPLAY"})",
           R"({"PlaybackMode": 1})",
           R"({"Expires": 299})",
           R"({"Expires": 43201})",
           R"({"Expires": "300"})",
           R"({"MaxMediaPlaylistFragmentResults": 0})",
           R"({"MaxMediaPlaylistFragmentResults": 5001})",
           R"({"MaxMediaPlaylistFragmentResults": 18446744073709551615})",
           R"({"PlaybackMode": "ON_DEMAND"})",
           R"({"HLSFragmentSelector": 3})",
           R"({"HLSFragmentSelector": {"TimestampRange": {"StartTimestamp": 1, "EndTimestamp": 2}}})",
           R"({"PlaybackMode": "ON_DEMAND", "HLSFragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP"}})",
           R"({"PlaybackMode": "ON_DEMAND", "HLSFragmentSelector": {"TimestampRange": {"StartTimestamp": 1,
              "EndTimestamp": 2}}})",
           R"({"PlaybackMode": "ON_DEMAND", "HLSFragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP",
              "TimestampRange": {"StartTimestamp": 1}}})",
       }) {
    EXPECT_THROW((void)read(json), ServiceError) << json;
  }
}

TEST(PlayerRange, IsAtMostADayAndNotTurnedAround) {
  const auto range = [](const char* json, Clock clock) {
    const auto parsed = Json::parse(json);
    return read_player_range(Arguments(parsed), clock, false, kNowMs);
  };
  const auto* a_day = R"({"TimestampRange": {"StartTimestamp": 1600000000, "EndTimestamp": 1600086400}})";
  EXPECT_EQ(range(a_day, Clock::kServer).end_ms, 1'600'086'400'000);
  const auto* more = R"({"TimestampRange": {"StartTimestamp": 1600000000, "EndTimestamp": 1600086400.001}})";
  EXPECT_THROW((void)range(more, Clock::kServer), ServiceError);
  const auto* nothing = R"({"TimestampRange": {"StartTimestamp": 1600000000, "EndTimestamp": 1600000000}})";
  EXPECT_THROW((void)range(nothing, Clock::kServer), ServiceError);
  const auto* future = R"({"TimestampRange": {"StartTimestamp": 1700000000, "EndTimestamp": 1700000001}})";
  EXPECT_THROW((void)range(future, Clock::kServer), ServiceError);
  EXPECT_NO_THROW((void)range(future, Clock::kProducer));
  const auto* endless = R"({"TimestampRange": {"StartTimestamp": 1e300, "EndTimestamp": 1600000000}})";
  EXPECT_THROW((void)range(endless, Clock::kProducer), ServiceError);
}

TEST(Arguments, SayWhichMemberIsWrong) {
  try {
    (void)read(R"({"PlaybackMode": "ON_DEMAND", "HLSFragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP",
              "TimestampRange": {"StartTimestamp": "x", "EndTimestamp": 2}}})");
    FAIL() << "accepted";
  } catch (const ServiceError& error) {
    EXPECT_EQ(error.status(), 400);
    EXPECT_EQ(error.name(), "InvalidArgumentException");
    EXPECT_STREQ(error.what(), "TimestampRange.StartTimestamp is no number of seconds since 1970");
  }
}

TEST(Arguments, TakeNullForAbsentAndRefuseWhatIsNoObject) {
  EXPECT_EQ(read(R"({"Expires": null})").life, std::chrono::minutes{5});
  for (const auto* json : {"[]", "3", "null", "\"\""}) EXPECT_THROW((void)read(json), ServiceError) << json;
}

}  // namespace
}  // namespace skyline::emulator
