// SPDX-License-Identifier: Apache-2.0
#include "base/backoff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace skyline {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

std::vector<milliseconds> delays(Backoff& backoff, int count) {
  std::vector<milliseconds> result;
  for (int i = 0; i < count; ++i) result.push_back(backoff.next());
  return result;
}

TEST(Backoff, DoublesUpToTheMost) {
  Backoff backoff(100ms, 1000ms, [] { return 0.0; });
  EXPECT_THAT(delays(backoff, 6), testing::ElementsAre(50ms, 100ms, 200ms, 400ms, 500ms, 500ms));
}

TEST(Backoff, DrawsBetweenHalfAndAll) {
  Backoff backoff(100ms, 400ms, [] { return 0.999; });
  EXPECT_THAT(delays(backoff, 4), testing::ElementsAre(99ms, 199ms, 399ms, 399ms));
}

TEST(Backoff, BeginsAnewAfterReset) {
  Backoff backoff(100ms, 1000ms, [] { return 0.0; });
  delays(backoff, 5);
  backoff.reset();
  EXPECT_EQ(backoff.next(), 50ms);
}

TEST(SystemRandom, GivesDifferentNumbersBelowOne) {
  const auto random = system_random();
  double least = 1;
  double most = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto value = random();
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_GE(least, 0);
  EXPECT_LT(most, 1);
  EXPECT_GT(most - least, 0.5);
}

}  // namespace
}  // namespace skyline
