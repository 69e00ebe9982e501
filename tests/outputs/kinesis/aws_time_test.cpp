// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/aws_time.hpp"

#include <gtest/gtest.h>

namespace skyline::kinesis {
namespace {

using std::chrono::seconds;

std::optional<std::int64_t> seconds_of(std::string_view text) {
  const auto time = parse_time(text);
  if (!time) return std::nullopt;
  return std::chrono::duration_cast<seconds>(time->time_since_epoch()).count();
}

TEST(AwsTime, IsRead) {
  EXPECT_EQ(seconds_of("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(seconds_of("2026-01-31T12:00:00Z"), 1'769'860'800);
  EXPECT_EQ(seconds_of("2026-01-31T12:00:00.123456789Z"), 1'769'860'800);
  EXPECT_EQ(seconds_of("2026-01-31T13:30:00+01:30"), 1'769'860'800);
  EXPECT_EQ(seconds_of("2026-01-31T04:00:00-08:00"), 1'769'860'800);
  EXPECT_EQ(seconds_of("2024-02-29T23:59:59Z"), 1'709'251'199);
  EXPECT_EQ(seconds_of("9999-12-31T23:59:59Z"), seconds_of("2200-12-31T23:59:59Z"));
}

TEST(AwsTime, IsReadStrictly) {
  for (const auto* text : {"",
                           "2026",
                           "2026-01-31",
                           "2026-01-31 12:00:00Z",
                           "2026-01-31T12:00:00",
                           "2026-01-31T12:00:00z",
                           " 2026-01-31T12:00:00Z",
                           "2026-01-31T12:00:00Z ",
                           "2026-1-31T12:00:00Z",
                           "2026-02-29T12:00:00Z",
                           "2026-13-01T12:00:00Z",
                           "2026-00-01T12:00:00Z",
                           "2026-01-00T12:00:00Z",
                           "2026-01-32T12:00:00Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T12:60:00Z",
                           "2026-01-31T12:00:60Z",
                           "2026-01-31T12:00:00.Z",
                           "2026-01-31T12:00:00.1234567890Z",
                           "2026-01-31T12:00:00+0100",
                           "2026-01-31T12:00:00+24:00",
                           "2026-01-31T12:00:00*01:00",
                           "1969-12-31T23:59:59Z",
                           "-026-01-31T12:00:00Z",
                           "+026-01-31T12:00:00Z",
                           "2026-01-31T12:00:0 Z",
                           "20260131T120000Z",
                           "1769860800"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(AwsTime, HasNoTruncationThatIsATime) {
  const std::string_view text = "2026-01-31T12:00:00.5+01:30";
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(parse_time(text.substr(0, size))) << size;
}

TEST(AwsTime, IsWritten) {
  EXPECT_EQ(format_time(WallTime{seconds{1'769'860'800}} + std::chrono::milliseconds{999}), "2026-01-31T12:00:00Z");
}

}  // namespace
}  // namespace skyline::kinesis
