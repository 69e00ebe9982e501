// SPDX-License-Identifier: Apache-2.0
#include "cli/stop.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST(Stop, WaitsAsLongAsNothingHappens) {
  const Stop stop;
  const auto start = Clock::now();
  EXPECT_FALSE(stop.wait_for(20ms));
  EXPECT_GE(Clock::now() - start, 20ms);
  EXPECT_FALSE(stop.requested());
}

TEST(Stop, TheDeadlineEndsAnyWait) {
  Stop stop;
  stop.set_deadline(Clock::now() + 20ms);
  EXPECT_FALSE(stop.requested());
  EXPECT_TRUE(stop.wait_for(1h));
  EXPECT_TRUE(stop.requested());
  EXPECT_FALSE(stop.failure());
}

TEST(Stop, AnotherThreadEndsAWaitWithAMessage) {
  Stop stop;
  std::thread other([&stop] {
    stop.fail("first");
    stop.fail("second");
  });
  EXPECT_TRUE(stop.wait_for(1h));
  other.join();
  EXPECT_EQ(stop.failure(), "first");
}

TEST(Stop, WaitsForADescriptorUntilToldToStop) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  Stop stop;
  ASSERT_EQ(write(pipe_ends[1], "x", 1), 1);
  EXPECT_TRUE(stop.wait_ready(pipe_ends[0], POLLIN));
  stop.finish();
  EXPECT_FALSE(stop.wait_ready(pipe_ends[0], POLLIN));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST(SignalGuard, KeepsTheFirstSignal) {
  Stop stop;
  const SignalGuard guard(stop);
  std::raise(SIGTERM);
  std::raise(SIGINT);  // at once, as timeout(1) does: the same request
  EXPECT_TRUE(stop.wait_for(1h));
  EXPECT_EQ(stop.signal(), SIGTERM);
}

void stop_twice() {
  Stop stop;
  const SignalGuard guard(stop);
  const Stop clock;
  std::raise(SIGINT);
  clock.wait_for(250ms);  // longer than what counts as one request
  std::raise(SIGINT);
  _exit(0);
}

TEST(SignalGuardDeathTest, ASecondSignalEndsAtOnce) { EXPECT_EXIT(stop_twice(), testing::ExitedWithCode(130), ""); }

}  // namespace
}  // namespace skyline::cli
