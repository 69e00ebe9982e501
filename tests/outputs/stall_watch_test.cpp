// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/connections.hpp"

#include <gtest/gtest.h>

namespace skyline::rtsp {
namespace {

using std::chrono::seconds;

TEST(StallWatch, CutsWhoHasNotReadForTheWholePatience) {
  StallWatch watch;
  const SteadyTime begin{seconds{100}};
  EXPECT_FALSE(watch.stalled(true, 5, begin));
  EXPECT_FALSE(watch.stalled(true, 5, begin + seconds{9}));
  EXPECT_TRUE(watch.stalled(true, 5, begin + seconds{10}));
}

TEST(StallWatch, ProgressOrAnEmptyQueueBeginsAnew) {
  StallWatch watch;
  const SteadyTime begin{seconds{100}};
  EXPECT_FALSE(watch.stalled(true, 5, begin));
  EXPECT_FALSE(watch.stalled(true, 6, begin + seconds{9}));
  EXPECT_FALSE(watch.stalled(true, 6, begin + seconds{18}));
  EXPECT_FALSE(watch.stalled(false, 6, begin + seconds{19}));
  EXPECT_FALSE(watch.stalled(true, 6, begin + seconds{28}));
  EXPECT_FALSE(watch.stalled(true, 6, begin + seconds{37}));
  EXPECT_TRUE(watch.stalled(true, 6, begin + seconds{38}));
}

}  // namespace
}  // namespace skyline::rtsp
