// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/fragment_ack.hpp"

#include <gtest/gtest.h>

#include <string>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using Kind = FragmentAck::Kind;

const std::string kStream =
    R"({"EventType":"BUFFERING","FragmentTimecode":1795385778473,"FragmentNumber":"913438"})"
    "\n"
    R"({"EventType":"RECEIVED","FragmentTimecode":1795385778473,"FragmentNumber":"913438"}{"EventType":"IDLE"})"
    "\r\n{\n  \"EventType\": \"PERSISTED\",\n  \"FragmentTimecode\": 1795385778473,\n  \"Note\": \"} \\\" {\"\n}\n"
    R"({"EventType":"ERROR","ErrorCode":"INVALID_MKV_DATA","ErrorId":4006})";

void expect_all(const std::vector<FragmentAck>& acks) {
  ASSERT_EQ(5U, acks.size());
  EXPECT_EQ(Kind::kBuffering, acks[0].kind);
  EXPECT_EQ(1795385778473, acks[0].time_ms);
  EXPECT_EQ("913438", acks[0].fragment_number);
  EXPECT_EQ(Kind::kReceived, acks[1].kind);
  EXPECT_EQ(Kind::kIdle, acks[2].kind);
  EXPECT_FALSE(acks[2].time_ms);
  EXPECT_EQ(Kind::kPersisted, acks[3].kind);
  EXPECT_EQ(Kind::kError, acks[4].kind);
  EXPECT_EQ(4006, acks[4].error_id);
  EXPECT_EQ("INVALID_MKV_DATA", acks[4].error_code);
  EXPECT_FALSE(acks[4].time_ms);
}

TEST(FragmentAckParser, ReadsDocumentsJoinedSpacedAndPrettyPrinted) {
  FragmentAckParser parser;
  expect_all(parser.add(kStream));
}

TEST(FragmentAckParser, ReadsByteByByte) {
  FragmentAckParser parser;
  std::vector<FragmentAck> all;
  for (const char c : kStream) {
    for (auto& ack : parser.add({&c, 1})) all.push_back(std::move(ack));
  }
  expect_all(all);
}

TEST(FragmentAckParser, ReadsEverySplit) {
  for (std::size_t at = 0; at <= kStream.size(); ++at) {
    FragmentAckParser parser;
    auto all = parser.add(std::string_view(kStream).substr(0, at));
    for (auto& ack : parser.add(std::string_view(kStream).substr(at))) all.push_back(std::move(ack));
    expect_all(all);
  }
}

TEST(FragmentAckParser, GivesNothingForWhatIsCutOff) {
  const auto last = kStream.rfind('{');
  for (std::size_t end = last; end < kStream.size(); ++end) {
    FragmentAckParser parser;
    EXPECT_EQ(4U, parser.add(std::string_view(kStream).substr(0, end)).size());
  }
}

TEST(FragmentAckParser, PassesOverKindsAndTypesItDoesNotKnow) {
  FragmentAckParser parser;
  const auto acks = parser.add(R"({"EventType":"NEW"}{"EventType":7,"FragmentTimecode":"x","ErrorId":null}{})");
  ASSERT_EQ(3U, acks.size());
  for (const auto& ack : acks) {
    EXPECT_EQ(Kind::kUnknown, ack.kind);
    EXPECT_FALSE(ack.time_ms);
    EXPECT_EQ(0, ack.error_id);
  }
}

TEST(FragmentAckParser, RefusesWhatIsNoJson) {
  for (const std::string bad : {"<html>", "null", "[1]", "{]", "{\"a\":}", "}"}) {
    FragmentAckParser parser;
    EXPECT_THROW(static_cast<void>(parser.add(bad)), Error) << bad;
  }
}

TEST(FragmentAckParser, BoundsLengthAndDepth) {
  FragmentAckParser parser;
  EXPECT_THROW(static_cast<void>(parser.add("{\"a\":\"" + std::string(70'000, 'x'))), Error);
  FragmentAckParser other;
  EXPECT_THROW(static_cast<void>(other.add(std::string(100, '{'))), Error);
}

}  // namespace
}  // namespace skyline::kinesis
