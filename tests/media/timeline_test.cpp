// SPDX-License-Identifier: Apache-2.0
#include "media/timeline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace skyline {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using Offsets = std::vector<nanoseconds>;

constexpr SteadyTime kSteady{5000s};
constexpr SystemTime kSystem{1'700'000'000s};

Now at(nanoseconds time) { return {kSteady + time, kSystem + time}; }

nanoseconds interval(double fps) { return nanoseconds{std::llround(1e9 / fps)}; }

nanoseconds after(const Stamp& stamp) { return stamp.pts - kSteady; }
nanoseconds captured(const Stamp& stamp) { return stamp.capture - kSystem; }

TEST(Timeline, TakesArrivalWithoutCaptureTime) {
  for (const double fps : {30.0, 29.97, 7.3, 0.5}) {
    Timeline timeline;
    for (int i = 0; i < 100; ++i) {
      const auto time = i * interval(fps);
      const auto stamp = timeline.stamp(std::nullopt, at(time));
      EXPECT_EQ(after(stamp), time);
      EXPECT_EQ(captured(stamp), time);
    }
    EXPECT_NEAR(timeline.fps(), fps, fps * 1e-6);
  }
}

TEST(Timeline, FollowsCaptureTimesWhateverTheArrival) {
  for (const double fps : {30.0, 29.97, 7.3}) {
    Timeline timeline;
    for (int i = 0; i < 200; ++i) {
      const auto capture = i * interval(fps);
      const auto late = 80ms + (i * 37 % 50) * 1ms;
      const auto stamp = timeline.stamp(kSystem + capture, at(capture + late));
      EXPECT_EQ(after(stamp), capture);
      EXPECT_EQ(captured(stamp), capture);
    }
    EXPECT_NEAR(timeline.fps(), fps, fps * 1e-6);
  }
}

TEST(Timeline, KeepsGivenCaptureTimesWhileTheSystemClockIsSlewed) {
  Timeline timeline;
  for (int i = 0; i < 100; ++i) {
    const auto system = i * 33ms + i * 10us;
    const auto stamp = timeline.stamp(kSystem + system - 20ms, {kSteady + i * 33ms, kSystem + system});
    EXPECT_EQ(captured(stamp), system - 20ms);
  }
}

TEST(Timeline, BurstsStayInOrder) {
  Timeline timeline;
  nanoseconds last{-1s};
  for (int burst = 0; burst < 20; ++burst) {
    for (int i = 0; i < 5; ++i) {
      const auto stamp = timeline.stamp(std::nullopt, at(burst * 200ms + i * 10us));
      EXPECT_EQ(after(stamp), burst * 200ms + (i == 0 ? 0ns : i * 1ms));
      EXPECT_GE(after(stamp) - last, 1ms);
      last = after(stamp);
    }
  }
}

TEST(Timeline, APauseIsAsLongAsItWas) {
  for (const bool given : {false, true}) {
    Timeline timeline;
    for (int i = 0; i < 60; ++i) {
      const auto time = i * 40ms + (i >= 30 ? 20s : 0s);
      const auto capture = given ? std::optional(kSystem + time) : std::nullopt;
      EXPECT_EQ(after(timeline.stamp(capture, at(time + (given ? 5ms : 0ms)))), time);
      if (i > 5) {
        EXPECT_NEAR(timeline.fps(), 25, 0.01) << i;
      }
    }
  }
}

TEST(Timeline, SmallStepsBackDoNotMoveTheLine) {
  Timeline timeline;
  const Offsets captures{0ms, 33ms, 66ms, 60ms, 100ms, 133ms};
  const Offsets wanted{0ms, 33ms, 66ms, 67ms, 100ms, 133ms};
  for (std::size_t i = 0; i < captures.size(); ++i) {
    const auto stamp = timeline.stamp(kSystem + captures[i], at(static_cast<int>(i) * 33ms + 40ms));
    EXPECT_EQ(after(stamp), wanted[i]) << i;
    EXPECT_EQ(captured(stamp), wanted[i]) << i;
  }
}

TEST(Timeline, AJumpBackAnchorsAtArrival) {
  Timeline timeline;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(after(timeline.stamp(kSystem + i * 33ms, at(i * 33ms + 5ms))), i * 33ms);
  for (int i = 10; i < 20; ++i) {
    const auto stamp = timeline.stamp(kSystem - 3600s + i * 33ms, at(i * 33ms + 5ms));
    EXPECT_EQ(after(stamp), i * 33ms + 5ms);
    EXPECT_EQ(captured(stamp), i * 33ms + 5ms);
  }
}

TEST(Timeline, AFirstCaptureTimeOfLongAgoAnchorsAtArrival) {
  for (const auto away : {-87600h, -1h, 87600h}) {
    Timeline timeline;
    for (int i = 0; i < 50; ++i) {
      const auto stamp = timeline.stamp(kSystem + away + i * 40ms, at(i * 40ms + (i % 3) * 7ms));
      EXPECT_EQ(after(stamp), i * 40ms);
      EXPECT_EQ(captured(stamp), i * 40ms);
    }
  }
}

TEST(Timeline, NonsenseCaptureTimesAreArrival) {
  for (const auto capture : {SystemTime::min(), SystemTime::max()}) {
    Timeline timeline;
    EXPECT_EQ(after(timeline.stamp(kSystem, at(0s))), 0s);
    EXPECT_EQ(after(timeline.stamp(capture, at(33ms))), 33ms);
    EXPECT_EQ(after(timeline.stamp(kSystem + 66ms, at(66ms))), 66ms);
  }
}

// A file read faster than it plays: capture times run away from the clock.
TEST(Timeline, RunningAheadStaysNearArrivalAndEven) {
  for (const auto step : {16ms, 3ms, 1ms}) {
    Timeline timeline;
    nanoseconds last{-1s};
    for (int i = 0; i < 3000; ++i) {
      const auto stamp = timeline.stamp(kSystem + i * 33ms, at(i * step));
      EXPECT_GE(after(stamp) - last, 1ms);
      EXPECT_LE(after(stamp) - last, i == 0 ? 1s : 33ms);
      EXPECT_LE(after(stamp) - i * step, 1001ms);
      EXPECT_EQ(captured(stamp), after(stamp));
      last = after(stamp);
    }
  }
}

TEST(Timeline, FallingBehindAnchorsAtArrival) {
  Timeline timeline;
  EXPECT_EQ(after(timeline.stamp(kSystem, at(0s))), 0s);
  EXPECT_EQ(after(timeline.stamp(kSystem + 1s, at(10s))), 1s);
  EXPECT_EQ(after(timeline.stamp(kSystem + 2s, at(13s))), 13s);
}

TEST(Timeline, IncreasesWhateverComes) {
  Timeline timeline;
  std::uint32_t random = 1;
  SteadyTime last{};
  for (int i = 0; i < 20000; ++i) {
    random = random * 1664525U + 1013904223U;
    const auto odd = static_cast<int>((random >> 16U) % 40000) - 20000;
    const auto now = at(i * 1ms);
    Stamp stamp;
    switch ((random >> 8U) % 4) {
      case 0: stamp = timeline.stamp(std::nullopt, now); break;
      case 1: stamp = timeline.repeat(now); break;
      default: stamp = timeline.stamp(kSystem + i * 1ms + odd * 1ms, now); break;
    }
    ASSERT_GE(stamp.pts - last, 1ms);
    last = stamp.pts;
  }
}

TEST(Timeline, ARepeatLeavesRoomForTheNextFrame) {
  Timeline timeline;
  for (int i = 0; i < 20; ++i) (void)timeline.stamp(kSystem + i * 100ms, at(i * 100ms + 60ms));
  EXPECT_EQ(after(timeline.repeat(at(2050ms))), 1990ms);
  const auto next = timeline.stamp(kSystem + 2s, at(2060ms));
  EXPECT_EQ(after(next), 2s);
  EXPECT_EQ(captured(next), 2s);
  EXPECT_NEAR(timeline.fps(), 10, 1e-6);
}

TEST(Timeline, ARepeatBeforeAnyFrameIsNow) {
  Timeline timeline;
  EXPECT_EQ(timeline.fps(), 0);
  EXPECT_EQ(after(timeline.repeat(at(7s))), 7s);
  EXPECT_EQ(after(timeline.stamp(std::nullopt, at(7s))), 7s + 1ms);
  EXPECT_EQ(timeline.fps(), 0);
}

TEST(Timeline, MeasuresANewRateAfterAFewFrames) {
  Timeline timeline;
  nanoseconds time{};
  for (int i = 0; i < 60; ++i) (void)timeline.stamp(std::nullopt, at(time += 20ms));
  for (int i = 0; i < 4; ++i) (void)timeline.stamp(std::nullopt, at(time += 500ms));
  EXPECT_NEAR(timeline.fps(), 2, 0.01);
}

double measured(const Offsets& intervals) {
  WarmUp warm_up(static_cast<int>(intervals.size()) + 1);
  auto time = kSteady;
  EXPECT_FALSE(warm_up.started());
  bool done = warm_up.add(time, 640, 480);
  for (const auto each : intervals) {
    EXPECT_FALSE(done);
    done = warm_up.add(time += each, 641, 481);
  }
  EXPECT_TRUE(done);
  EXPECT_EQ(warm_up.width(), 641);
  EXPECT_EQ(warm_up.height(), 481);
  return warm_up.fps();
}

Offsets jittered(double fps, int count) {
  Offsets result;
  for (int i = 0; i < count; ++i) result.push_back(interval(fps) + (i % 2 == 0 ? 2ms : -2ms));
  return result;
}

TEST(WarmUp, KeepsFractionalRates) {
  for (const double fps : {7.3, 7.5, 12.5, 15.0, 25.0, 30000.0 / 1001, 30.0, 60.0, 0.4, 33.3}) {
    EXPECT_NEAR(measured(Offsets(98, interval(fps))), fps, fps * 1e-6);
    EXPECT_NEAR(measured(jittered(fps, 98)), fps, fps * 1e-6);
  }
  EXPECT_EQ(measured(Offsets(98, interval(29.9))), 30000.0 / 1001);
  EXPECT_EQ(measured(Offsets(98, interval(24.9))), 25);
}

TEST(WarmUp, OneStallSpoilsNothing) {
  auto intervals = jittered(25, 98);
  intervals[40] = 3s;
  EXPECT_EQ(measured(intervals), 25);
  EXPECT_EQ(measured({40ms, 5s, 40ms, 40ms}), 25);
}

TEST(WarmUp, CountsBurstsByTheirMean) {
  Offsets intervals;
  for (int i = 0; i < 100; ++i) intervals.push_back(i % 5 == 4 ? 196ms : 1ms);
  EXPECT_NEAR(measured(intervals), 25, 0.13);
  intervals[49] = 4s;
  EXPECT_NEAR(measured(intervals), 26, 0.5);
}

TEST(WarmUp, NeedsTwoFrames) {
  WarmUp warm_up(2);
  EXPECT_FALSE(warm_up.add(kSteady, 2, 2));
  EXPECT_EQ(warm_up.fps(), 0);
  EXPECT_TRUE(warm_up.add(kSteady + 40ms, 2, 2));
  EXPECT_EQ(warm_up.fps(), 25);
}

}  // namespace
}  // namespace skyline
