// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/refresh_plan.hpp"

#include <gtest/gtest.h>

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// A day in 2026, so many nanoseconds after the start.
Moment at(nanoseconds since) { return {*parse_time("2026-01-31T12:00:00Z") + since, SteadyTime{1h + since}}; }

RefreshPlan plan(double random = 0) {
  return RefreshPlan([random] { return random; });
}

TEST(RefreshPlan, LeavesAMarginBeforeTheEnd) {
  struct Row {
    nanoseconds life;
    double random;
    nanoseconds margin;
  };
  for (const auto& [life, random, margin] : {
           Row{12h, 0, 144min},   // a fifth
           Row{1h, 0, 12min},     // a fifth
           Row{1h, 0.5, 756s},    // and a twentieth of it for chance
           Row{15min, 0, 5min},   // five minutes are more than a fifth
           Row{6min, 0, 3min},    // but never more than half
           Row{6min, 0.9, 3min},  // chance changes nothing on that
           Row{10s, 0, 5s},
           Row{0s, 0, 0s},
       }) {
    EXPECT_EQ(refresh_margin(life, random), margin) << life.count() << " " << random;
  }
}

TEST(RefreshPlan, IsDueAtOnceAtFirst) {
  EXPECT_TRUE(plan().due(at(0s)));
  EXPECT_EQ(plan().wait(at(0s)), 0s);
}

TEST(RefreshPlan, FetchesBeforeTheEndAndNeverForKeysWithoutOne) {
  auto p = plan();
  p.fetched(1h, at(0s));
  EXPECT_EQ(p.wait(at(0s)), 48min);
  EXPECT_FALSE(p.due(at(48min - 1ns)));
  EXPECT_TRUE(p.due(at(48min)));
  p.fetched(std::nullopt, at(0s));
  EXPECT_FALSE(p.due(at(10'000h)));
  EXPECT_EQ(p.wait(at(0s)), 24h);
}

TEST(RefreshPlan, DoesNotHammerAProviderThatGivesTheSameUntilTheEnd) {
  auto p = plan();
  p.fetched(2s, at(0s));
  EXPECT_EQ(p.wait(at(0s)), 5s);
}

TEST(RefreshPlan, GoesByWhicheverClockIsAhead) {
  auto p = plan();
  p.fetched(1h, at(0s));
  const auto start = at(0s);
  EXPECT_TRUE(p.due({start.wall + 48min, start.steady}));         // slept, or the clock was set
  EXPECT_TRUE(p.due({start.wall - 100h, start.steady + 48min}));  // the clock was set back
}

TEST(RefreshPlan, WaitsLongerAfterEachFailureUpToAMinute) {
  auto p = plan(0.999999);
  nanoseconds last{0};
  for (const auto most : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
    p.failed(at(0s));
    const auto wait = p.wait(at(0s));
    EXPECT_GT(wait, most * 0.9);
    EXPECT_LE(wait, most);
    EXPECT_GE(wait + 100ms, last);
    last = wait;
  }
  p.fetched(1h, at(0s));
  p.failed(at(0s));
  EXPECT_LE(p.wait(at(0s)), 1s);
}

TEST(RefreshPlan, FetchesRefusedKeysAtOnceAndThenLessAndLessOften) {
  auto p = plan();  // half of each delay
  p.fetched(1h, at(0s));
  p.refused(at(0s));
  EXPECT_TRUE(p.due(at(0s)));
  auto now = 0s;
  for (const auto wait : {2500ms, 5000ms, 10'000ms, 20'000ms, 40'000ms, 80'000ms, 150'000ms, 150'000ms}) {
    p.fetched(1h, at(now));
    p.refused(at(now));
    EXPECT_FALSE(p.due(at(now)));
    EXPECT_EQ(p.wait(at(now)), wait);
    now += 150s;
  }
  p.fetched(1h, at(now));
  p.refused(at(now + 11min));  // long after: another matter
  EXPECT_TRUE(p.due(at(now + 11min)));
}

TEST(RefreshPlan, IsDueWhenTheProviderHasOtherKeys) {
  auto p = plan();
  p.fetched(std::nullopt, at(0s));
  p.changed();
  EXPECT_TRUE(p.due(at(0s)));
}

}  // namespace
}  // namespace skyline::kinesis
