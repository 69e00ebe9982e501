// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace skyline {
namespace {

using namespace std::chrono_literals;

class Log : public testing::Test {
 protected:
  Log() {
    set_log_sink([this](LogLevel /*level*/, std::string_view category, std::string_view message) {
      lines_.push_back(fmt::format("{}|{}", category, message));
    });
  }
  ~Log() override {
    set_log_sink({});
    set_log_level(LogLevel::kInfo);
  }

  std::vector<std::string> lines_;
};

TEST_F(Log, GivesFormattedLinesToTheSink) {
  log::info("encoder", "{} of {}", 1, "two");
  log::error("rtsp", "bad");
  EXPECT_THAT(lines_, testing::ElementsAre("encoder|1 of two", "rtsp|bad"));
}

TEST_F(Log, LeavesOutWhatIsBelowTheLevel) {
  log::debug("a", "no");
  set_log_level(LogLevel::kWarning);
  log::info("b", "no");
  log::warn("c", "yes");
  set_log_level(LogLevel::kOff);
  log::error("d", "no");
  set_log_level(LogLevel::kDebug);
  log::debug("e", "yes");
  EXPECT_THAT(lines_, testing::ElementsAre("c|yes", "e|yes"));
}

TEST_F(Log, GoesToStandardErrorWithoutSink) {
  set_log_sink({});
  testing::internal::CaptureStderr();
  log::warn("gst", "something {}", 5);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("gst: something 5"));
}

TEST_F(Log, CallsTheSinkFromOneThreadAtATime) {
  constexpr int kThreads = 4;
  constexpr int kLines = 500;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([] {
      for (int line = 0; line < kLines; ++line) log::info("many", "{}", line);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lines_.size(), static_cast<std::size_t>(kThreads * kLines));
}

TEST(RateLimit, LetsOneThroughAndCountsTheOthers) {
  log::RateLimit limit(24h);
  std::uint64_t held_back = 99;
  EXPECT_TRUE(limit.allow(held_back));
  EXPECT_EQ(held_back, 0U);
  EXPECT_FALSE(limit.allow(held_back));
}

TEST(RateLimit, SaysHowManyWereHeldBack) {
  log::RateLimit limit(30ms);
  std::uint64_t held_back = 0;
  ASSERT_TRUE(limit.allow(held_back));
  std::uint64_t refused = 0;
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!limit.allow(held_back) && std::chrono::steady_clock::now() < deadline) ++refused;
  EXPECT_GT(refused, 0U);
  EXPECT_EQ(held_back, refused);
}

TEST(RateLimit, LetsOneThroughAmongManyThreads) {
  log::RateLimit limit(24h);
  std::atomic<int> allowed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      std::uint64_t held_back = 0;
      for (int n = 0; n < 1000; ++n) {
        if (limit.allow(held_back)) ++allowed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(allowed, 1);
}

}  // namespace
}  // namespace skyline
