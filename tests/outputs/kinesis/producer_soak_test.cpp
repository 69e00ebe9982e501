// SPDX-License-Identifier: Apache-2.0
// Outages as long as real ones, keys that change again and again, and nothing grows. With SKYLINE_SOAK_MINUTES set in
// real time; otherwise the same units, faster than time.
#include <algorithm>

#include "producer_fixture.hpp"
#include "short_lived_keys.hpp"
#include "support/no_growth.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

constexpr int kGop = 20;  // 2 s at ten units a second
constexpr std::chrono::milliseconds kFragmentTime{2000};
constexpr int kFaster = 40;

bool real_time() { return soak_time() > 0min; }

const CodedUnits& units() {
  static const CodedUnits all(real_time() ? 9000 : 3000, kGop, kFragmentTime / kGop);
  return all;
}

class ProducerSoakTest : public ProducerTest {
 protected:
  ProducerSoakTest() : ProducerTest(units(), kGop) {}

  /// Ten units a second.
  [[nodiscard]] static Pace pace() { return real_time() ? Pace{100ms} : Pace{100ms} / kFaster; }
  void feed_for(std::chrono::seconds time) { feed(static_cast<int>(time / kFragmentTime), pace()); }

  /// The service goes away.
  void cut() {
    service().stop();
    ASSERT_NO_FATAL_FAILURE(note_what_comes_again());
    stored_at_cut_ = service().fragments("cam").size();
    stop_service();
  }
  /// What the service has stored without the producer having heard of it when the connection is lost.
  void note_what_comes_again() {
    ASSERT_TRUE(eventually([&] { return stats().state == KvsState::kRetrying; }, 30s));
    const auto heard_of = static_cast<int>(stats().fragments_persisted);
    for (const auto& [number, times] : stored()) {
      if (number >= heard_of) twice_[number] = 2;
    }
  }
  void expect_all_stored_and_no_more() { expect_stored({}, twice_); }

  std::map<int, int> twice_;  // fragments that the service has to have twice
  std::size_t stored_at_cut_ = 0;
};

TEST_F(ProducerSoakTest, NothingIsLostInOutagesAndNothingSentAgainWithoutNeed) {
  start_service();
  open();
  feed_for(20s);
  const auto outages = {20s, 60s, 90s};
  for (const auto outage : outages) {
    ASSERT_NO_FATAL_FAILURE(cut());
    ASSERT_NO_FATAL_FAILURE(feed_for(outage));
    start_service();
    ASSERT_NO_FATAL_FAILURE(feed_for(20s));
    ASSERT_TRUE(eventually([&] { return stats().fragments_pending <= 1; }, 30s));
  }
  close();
  expect_all_stored_and_no_more();
  expect_accounted();
  EXPECT_EQ(0U, stats().fragments_dropped);
  // Besides: what was on its way when the connection broke.
  EXPECT_LE(stats().fragments_replayed, twice_.size() + 2 * outages.size());
}

/// A long outage, the memory much too small for it, and a slow way out of the spool.
class ProducerLongOutageTest : public ProducerSoakTest {
 protected:
  static constexpr int kBacklogKbps = 1200;
  static constexpr auto kSavedUp = 10s;  // of that bandwidth, when nothing was sent for long

  [[nodiscard]] KvsConfig spooling() const {
    auto config = this->config();
    config.spool_dir = spool_.file("spool");
    config.buffer_bytes = 400'000;
    config.backlog_kbps = kBacklogKbps;
    return config;
  }

  /// Feeds on until nothing but the open fragment is left to be sent, and notes when each fragment was begun.
  void feed_until_caught_up() {
    do {
      begun_[fed() / kGop] = std::chrono::system_clock::now();
      ASSERT_NO_FATAL_FAILURE(feed(1, real_time() ? pace() : 10ms));
    } while (stats().fragments_pending > 2 || fed() / kGop < first_live_ + 5);
  }

  void expect_live_first_then_the_backlog_in_order_and_slowly() {
    const auto infos = service().fragments("cam");
    std::vector<emulator::FragmentInfo> backlog;
    const auto first = number_of(infos.at(stored_at_cut_).producer_ms);
    for (std::size_t i = stored_at_cut_; i < infos.size(); ++i) {
      const auto number = number_of(infos[i].producer_ms);
      if (number < first) backlog.push_back(infos[i]);
      if (number < first_live_) continue;
      const std::chrono::system_clock::time_point came{std::chrono::milliseconds{infos[i].server_ms}};
      EXPECT_LE(came - begun_[number], 6s) << number;
    }
    EXPECT_GT(backlog.size(), 10U);
    EXPECT_TRUE(std::ranges::is_sorted(backlog, {}, &emulator::FragmentInfo::producer_ms));
    std::uint64_t bytes = 0;
    for (const auto& info : backlog) bytes += info.bytes;
    const auto time = std::chrono::milliseconds{backlog.back().server_ms - backlog.front().server_ms} + kSavedUp;
    EXPECT_LE(bytes, static_cast<std::uint64_t>(kBacklogKbps * time.count() / 8));
  }

  const TemporaryFolder spool_;
  int first_live_ = 0;
  std::map<int, std::chrono::system_clock::time_point> begun_;
};

TEST_F(ProducerLongOutageTest, LosesNothingWithASpool) {
  start_service();
  open(spooling());
  feed_for(20s);
  ASSERT_NO_FATAL_FAILURE(cut());
  ASSERT_NO_FATAL_FAILURE(feed_for(real_time() ? 600s : 100s));
  start_service();
  ASSERT_TRUE(eventually([&] { return stats().state == KvsState::kSending; }, 30s));
  first_live_ = fed() / kGop;
  ASSERT_NO_FATAL_FAILURE(feed_until_caught_up());
  close();
  expect_all_stored_and_no_more();
  expect_accounted();
  EXPECT_EQ(0U, stats().fragments_dropped);
  expect_live_first_then_the_backlog_in_order_and_slowly();
}

TEST_F(ProducerSoakTest, KeysThatChangeAllTheTimeLeaveNoGap) {
  start_service();
  // New ones come every 3 s, each with a new connection: in ten minutes as many as in a week of one-hour keys.
  auto keys = std::make_shared<ShortLivedKeys>(service(), 6s);
  auto config = this->config();
  config.credentials = keys;
  config.connection_life = 1min;
  open(config);
  const auto fragments = real_time() ? static_cast<int>(std::min<std::int64_t>(soak_time() / kFragmentTime, 420)) : 8;
  for (int i = 0; i < fragments; ++i) ASSERT_NO_FATAL_FAILURE(feed(1, 100ms));
  close();
  expect_stored();
  expect_accounted();
  EXPECT_GE(stats().rotations, static_cast<std::uint64_t>(fragments / 4));
  EXPECT_EQ(0U, stats().fragments_replayed);
  EXPECT_EQ(0U, stats().acks_error);
  EXPECT_EQ(stats().attempts, stats().connections);
  for (const auto& request : service().requests()) EXPECT_NE(403, request.status) << request.api;
}

TEST_F(ProducerSoakTest, APeerThatStopsReadingIsLeft) {
  start_service();
  set_faults(R"({"rules":[{"action":"stall_media","fragment":3,"seconds":120,"times":1}]})");
  open();
  feed(5);
  note_what_comes_again();
  EXPECT_TRUE(wait_for_persisted(4));
  close();
  expect_all_stored_and_no_more();
  expect_accounted();
  EXPECT_EQ(2U, sessions());
}

}  // namespace
}  // namespace skyline::test
