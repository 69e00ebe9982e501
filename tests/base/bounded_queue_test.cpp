// SPDX-License-Identifier: Apache-2.0
#include "base/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace skyline {
namespace {

TEST(BoundedQueue, GivesItemsInOrder) {
  BoundedQueue<int> queue(3);
  for (const int value : {1, 2, 3}) EXPECT_TRUE(queue.push(value));
  for (const int value : {1, 2, 3}) {
    int got = 0;
    ASSERT_TRUE(queue.pop(got));
    EXPECT_EQ(got, value);
  }
}

TEST(BoundedQueue, RefusesWhenFull) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  EXPECT_FALSE(queue.push(3));
  EXPECT_EQ(queue.size(), 2U);
  int got = 0;
  ASSERT_TRUE(queue.pop(got));
  EXPECT_TRUE(queue.push(4));
}

TEST(BoundedQueue, HoldsNothingWithoutCapacity) { EXPECT_FALSE(BoundedQueue<int>(0).push(1)); }

TEST(BoundedQueue, TakesWhatCanOnlyBeMoved) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.push(std::make_unique<int>(7)));
  std::unique_ptr<int> got;
  ASSERT_TRUE(queue.pop(got));
  EXPECT_EQ(*got, 7);
}

TEST(BoundedQueue, PushEndsAWait) {
  BoundedQueue<int> queue(1);
  auto waiting = std::async(std::launch::async, [&] {
    int got = 0;
    return queue.pop(got) ? got : -1;
  });
  EXPECT_TRUE(queue.push(9));
  EXPECT_EQ(waiting.get(), 9);
}

TEST(BoundedQueue, CloseWakesEveryWaiter) {
  BoundedQueue<int> queue(1);
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      int got = 0;
      if (!queue.pop(got)) ++refused;
    });
  }
  queue.close();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(refused, 3);
}

TEST(BoundedQueue, GivesOutWhatIsLeftWhenClosed) {
  BoundedQueue<int> queue(2);
  ASSERT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  int got = 0;
  ASSERT_TRUE(queue.pop(got));
  EXPECT_EQ(got, 1);
  EXPECT_FALSE(queue.pop(got));
  queue.reopen();
  EXPECT_TRUE(queue.push(2));
}

TEST(BoundedQueue, ClearDropsAll) {
  BoundedQueue<std::shared_ptr<int>> queue(2);
  const auto item = std::make_shared<int>(1);
  ASSERT_TRUE(queue.push(item));
  ASSERT_TRUE(queue.push(item));
  queue.clear();
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(item.use_count(), 1);
}

TEST(BoundedQueue, LosesNothingBetweenThreads) {
  constexpr int kItems = 20000;
  BoundedQueue<int> queue(16);
  std::int64_t sum = 0;
  std::thread consumer([&] {
    int got = 0;
    for (int i = 0; i < 2 * kItems && queue.pop(got); ++i) sum += got;
  });
  std::vector<std::thread> producers;
  for (int p = 0; p < 2; ++p) {
    producers.emplace_back([&] {
      for (int i = 1; i <= kItems; ++i) {
        while (!queue.push(i)) std::this_thread::yield();
      }
    });
  }
  for (auto& producer : producers) producer.join();
  consumer.join();
  EXPECT_EQ(sum, std::int64_t{kItems} * (kItems + 1));
}

}  // namespace
}  // namespace skyline
