// SPDX-License-Identifier: Apache-2.0
// When frames are seen, and with which timestamps. Limits here are generous: they tell a broken design from a working
// one on any machine; figures are the benchmarks' affair.
#include <gtest/gtest.h>

#include <cstdlib>

#include "integration/watched_stream.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::chrono::nanoseconds> intervals(const std::vector<SeenFrame>& frames) {
  std::vector<std::chrono::nanoseconds> all;
  for (std::size_t i = 1; i < frames.size(); ++i) all.push_back(frames[i].pts - frames[i - 1].pts);
  return all;
}

TEST(Latency, IsNotAFrameInterval) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(2));
  CodedPlayer player(stream.url(), "protocols=tcp");
  ASSERT_TRUE(player.wait_for(6)) << player.error();
  const auto frames = player.frames();
  for (std::size_t i = 2; i < frames.size(); ++i) {
    EXPECT_LT(frames[i].at - stream.app.put_at(frames[i].number), 300ms) << "something waits for the next frame";
  }
}

TEST(Join, NeedsNoFrameToBePut) {
  WatchedStream stream;
  ASSERT_TRUE(stream.app.put());
  ASSERT_TRUE(stream.joinable());
  for (int i = 0; i < 3; ++i) {
    CodedPlayer player(stream.url(), "protocols=tcp");
    ASSERT_TRUE(player.wait_for(1)) << player.error();
    EXPECT_EQ(player.frames().front().number, 0U);
  }
}

TEST(Join, ShowsTheNewestFrameNotAnOldOne) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(30));
  ASSERT_TRUE(eventually([&] { return stream.sky.stats().frames_not_wanted > 45; }));
  const auto joined = std::chrono::steady_clock::now();
  CodedPlayer player(stream.url(), "protocols=tcp");
  ASSERT_TRUE(player.wait_for(1)) << player.error();
  EXPECT_LT(joined - stream.app.put_at(player.frames().front().number), 1500ms) << "the still is refreshed each second";
}

// Frames put with these gaps, as capture times; the stamps at the client must have them too.
void expect_gaps(const std::vector<std::chrono::milliseconds>& gaps) {
  WatchedStream stream;
  ASSERT_TRUE(stream.app.put());
  ASSERT_TRUE(stream.joinable());
  CodedPlayer player(stream.url(), "protocols=tcp");
  ASSERT_TRUE(player.wait_for(1)) << player.error();
  const auto start = std::chrono::system_clock::now();
  auto capture = start;
  const auto first = stream.app.count();
  for (const auto gap : gaps) {
    capture += gap;
    std::this_thread::sleep_until(std::chrono::steady_clock::now() + (capture - std::chrono::system_clock::now()));
    const auto seen = stream.app.count();
    ASSERT_TRUE(stream.app.put(capture));
    ASSERT_TRUE(eventually([&] {
      const auto frames = player.frames();
      return frames.back().number == seen;
    })) << player.error();
  }
  std::vector<SeenFrame> own;
  for (const auto& frame : player.frames()) {
    if (frame.number >= first && (own.empty() || own.back().number != frame.number)) own.push_back(frame);
  }
  ASSERT_EQ(own.size(), gaps.size());
  const auto seen = intervals(own);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_NEAR(std::chrono::duration<double>(seen[i]).count(), std::chrono::duration<double>(gaps[i + 1]).count(),
                0.002)
        << i;
  }
}

TEST(Timestamps, FollowAnOddRate) {
  expect_gaps(std::vector<std::chrono::milliseconds>(15, 137ms));  // 7.3 frames/s
}

TEST(Timestamps, FollowBurstsAndPauses) {
  // Twenty seconds in a soak, three else.
  const auto pause = std::getenv("SKYLINE_SOAK_MINUTES") != nullptr ? 20'000ms : 3'000ms;
  expect_gaps({50ms, 5ms, 5ms, 5ms, 400ms, 10ms, 10ms, pause, 33ms, 33ms});
}

TEST(Timestamps, NeverGoBackwards) {
  WatchedStream stream;
  ASSERT_TRUE(stream.app.put());
  ASSERT_TRUE(stream.joinable());
  CodedPlayer player(stream.url(), "protocols=tcp");
  ASSERT_TRUE(player.wait_for(1)) << player.error();
  auto capture = std::chrono::system_clock::now();
  for (const auto step : {33ms, -10ms, 33ms, -60'000ms, 33ms, 3'600'000ms, 33ms, -5ms}) {
    capture += step;
    const auto before = player.frames().size();
    ASSERT_TRUE(stream.app.put(capture));
    ASSERT_TRUE(player.wait_for(before + 1)) << player.error();
  }
  for (const auto interval : intervals(player.frames())) {
    EXPECT_GE(interval, 0ns);
    EXPECT_LT(interval, 10s);
  }
}

}  // namespace
}  // namespace skyline::test
