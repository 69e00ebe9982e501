// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/pacing.hpp"

#include <gtest/gtest.h>

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;

FrameThinner::Time at(std::chrono::nanoseconds time) { return FrameThinner::Time{1h + time}; }

int kept(double source_fps, double wanted_fps, int frames, std::chrono::nanoseconds jitter = 0ns) {
  FrameThinner thinner(wanted_fps);
  int count = 0;
  for (int i = 0; i < frames; ++i) {
    const std::chrono::nanoseconds time{static_cast<std::int64_t>(i * 1e9 / source_fps)};
    count += thinner.keep(at(time + (i % 2 == 0 ? jitter : -jitter))) ? 1 : 0;
  }
  return count;
}

TEST(FrameThinner, KeepsTheWantedRateOnAverage) {
  EXPECT_EQ(kept(30, 0, 300), 300);
  EXPECT_EQ(kept(30, 30, 300), 300);
  EXPECT_EQ(kept(30, 60, 300), 300);
  EXPECT_NEAR(kept(30, 10, 300), 100, 1);
  EXPECT_NEAR(kept(30, 25, 300), 250, 1);
  EXPECT_NEAR(kept(29.97, 7.5, 2997), 750, 2);
}

TEST(FrameThinner, ToleratesJitter) { EXPECT_EQ(kept(30, 30, 300, 3ms), 300); }

TEST(FrameThinner, GoesOnAfterAPauseAndAfterTimeJumpsBack) {
  FrameThinner thinner(10);
  EXPECT_TRUE(thinner.keep(at(0s)));
  EXPECT_FALSE(thinner.keep(at(30ms)));
  EXPECT_TRUE(thinner.keep(at(20s)));
  EXPECT_FALSE(thinner.keep(at(20s + 30ms)));  // the pause is not made up for
  EXPECT_TRUE(thinner.keep(at(1s)));
  EXPECT_FALSE(thinner.keep(at(1s + 30ms)));
  EXPECT_TRUE(thinner.keep(at(1s + 100ms)));
}

TEST(Retry, DelaysGrowToACapAndStartOver) {
  Retry retry;
  EXPECT_EQ(retry.next(0), 500ms);
  EXPECT_EQ(retry.next(0), 1s);
  EXPECT_EQ(retry.next(0.5), 1500ms);
  for (int i = 0; i < 5; ++i) static_cast<void>(retry.next(0));
  EXPECT_EQ(retry.next(0), 15s);
  EXPECT_GE(retry.next(0.999), 7500ms);
  retry.reset();
  EXPECT_EQ(retry.next(0), 500ms);
}

}  // namespace
}  // namespace skyline::cli
