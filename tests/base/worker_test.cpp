// SPDX-License-Identifier: Apache-2.0
#include "base/worker.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <future>
#include <memory>

namespace skyline {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kDeadline = 20s;

template <class T>
bool ready(std::future<T>& future) {
  return future.wait_for(kDeadline) == std::future_status::ready;
}

TEST(Worker, RunsItsBodyOnAThreadOfThatName) {
  std::promise<std::string> name;
  auto named = name.get_future();
  Worker worker;
  worker.start("sky-a-very-long-name", [&](Worker& /*self*/) {
    std::array<char, 32> text{};
    pthread_getname_np(pthread_self(), text.data(), text.size());
    name.set_value(text.data());
  });
  ASSERT_TRUE(ready(named));
  EXPECT_EQ(named.get(), "sky-a-very-long");
}

TEST(Worker, StopEndsAWaitWithoutDeadline) {
  std::promise<void> entered;
  auto has_entered = entered.get_future();
  bool result = true;
  Worker worker;
  worker.start("waits", [&](Worker& self) {
    entered.set_value();
    result = self.wait();
  });
  ASSERT_TRUE(ready(has_entered));
  worker.stop();
  EXPECT_FALSE(result);
  worker.stop();
}

TEST(Worker, WakeEndsOneWait) {
  std::promise<bool> woken;
  auto has_woken = woken.get_future();
  Worker worker;
  worker.start("wakes", [&](Worker& self) { woken.set_value(self.wait_until(steady_clock::now() + 10 * kDeadline)); });
  worker.wake();
  ASSERT_TRUE(ready(has_woken));
  EXPECT_TRUE(has_woken.get());
}

TEST(Worker, WaitEndsAtItsDeadline) {
  std::promise<bool> passed;
  auto has_passed = passed.get_future();
  const auto before = steady_clock::now();
  Worker worker;
  worker.start("deadline", [&](Worker& self) { passed.set_value(self.wait_for(20ms)); });
  ASSERT_TRUE(ready(has_passed));
  EXPECT_TRUE(has_passed.get());
  EXPECT_GE(steady_clock::now() - before, 20ms);
}

TEST(Worker, StartsAgainAfterStop) {
  Worker worker;
  for (int run = 0; run < 3; ++run) {
    std::promise<bool> stopping;
    auto was_stopping = stopping.get_future();
    worker.start("again", [&](Worker& self) {
      stopping.set_value(self.stopping());
      while (self.wait()) {
      }
    });
    ASSERT_TRUE(ready(was_stopping));
    EXPECT_FALSE(was_stopping.get());
    worker.stop();
  }
}

TEST(Worker, DestructorJoins) {
  std::promise<void> entered;
  auto has_entered = entered.get_future();
  bool ended = false;
  {
    Worker worker;
    worker.start("joined", [&](Worker& self) {
      entered.set_value();
      while (self.wait()) {
      }
      ended = true;
    });
    ASSERT_TRUE(ready(has_entered));
  }
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace skyline
