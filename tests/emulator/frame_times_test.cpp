// SPDX-License-Identifier: Apache-2.0
#include "emulator/frame_times.hpp"

#include <gtest/gtest.h>

namespace skyline::emulator {
namespace {

using Times = std::vector<FrameTime>;

TEST(FrameTimes, AreTheFramesOwnWhenNothingIsReordered) {
  EXPECT_EQ(frame_times({100, 140, 200}, 250), (Times{{100, 100, 40}, {140, 140, 60}, {200, 200, 50}}));
}

TEST(FrameTimes, MoveDecodingBackForReorderedFrames) {
  // I P B B P: presented 0 3 1 2 4.
  EXPECT_EQ(frame_times({0, 30, 10, 20, 40}, 50),
            (Times{{0, -10, 10}, {30, 0, 10}, {10, 10, 10}, {20, 20, 10}, {40, 30, 10}}));
}

TEST(FrameTimes, RiseEvenWhenTheProducersDoNot) {
  EXPECT_EQ(frame_times({10, 10, 10}, 20), (Times{{10, 10, 1}, {11, 11, 1}, {12, 12, 8}}));
}

TEST(FrameTimes, LastFrameLastsAtLeastATick) {
  EXPECT_EQ(frame_times({10, 50}, 20), (Times{{10, 10, 40}, {50, 50, 1}}));
  EXPECT_TRUE(frame_times({}, 20).empty());
}

}  // namespace
}  // namespace skyline::emulator
