// SPDX-License-Identifier: Apache-2.0
#include "emulator/hls_sessions.hpp"

#include <gtest/gtest.h>

#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

HlsSession session(std::chrono::seconds life) {
  HlsSettings settings;
  settings.life = life;
  return {"arn", settings, HlsPlaylist(settings, 0), {}, 0};
}

TEST(HlsSessions, AreFoundByTheirTokenUntilTheyExpire) {
  HlsSessions sessions;
  const auto first = sessions.open(session(std::chrono::seconds{300}), 1000);
  const auto second = sessions.open(session(std::chrono::seconds{600}), 1000);
  EXPECT_NE(first, second);
  EXPECT_GE(first.size(), 32U);
  EXPECT_EQ(sessions.find(first, 300'999).stream_arn, "arn");
  EXPECT_THROW((void)sessions.find(first, 301'000), ServiceError);
  EXPECT_NO_THROW((void)sessions.find(second, 301'000));
  EXPECT_THROW((void)sessions.find("", 1000), ServiceError);
}

TEST(HlsSessions, AreBoundedAndMakeRoomWhenTheyExpire) {
  HlsSessions sessions;
  for (int i = 0; i < 1000; ++i) (void)sessions.open(session(std::chrono::seconds{300}), 0);
  EXPECT_THROW((void)sessions.open(session(std::chrono::seconds{300}), 299'999), ServiceError);
  EXPECT_NO_THROW((void)sessions.open(session(std::chrono::seconds{300}), 300'000));
}

TEST(QueryValue, FindsWholeNamesOnly) {
  EXPECT_EQ(query_value("a=1&bb=2&b=3", "b"), "3");
  EXPECT_EQ(query_value("a=1&b=x=y", "b"), "x=y");
  for (const auto* query : {"", "b", "ab=1", "&&", "=b", "B=1", "b="}) EXPECT_EQ(query_value(query, "b"), "") << query;
}

}  // namespace
}  // namespace skyline::emulator
