// SPDX-License-Identifier: Apache-2.0
#include "media/fragmenter.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace skyline {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

const std::chrono::steady_clock::time_point kSteady{1000s};
const std::chrono::system_clock::time_point kSystem{1'700'000'000s};
constexpr std::int64_t kStartMs = 1'700'000'000'000;

/// Units at a time after the start, on clocks that run alike unless told otherwise.
class FragmenterTest : public testing::Test {
 protected:
  UnitPtr unit(milliseconds at, bool key, bool still = false, milliseconds clock_step = 0ms) {
    auto unit = std::make_shared<EncodedUnit>();
    unit->pts = kSteady + at;
    unit->capture_time = kSystem + at + clock_step;
    unit->key = key;
    unit->still = still;
    unit->config = config_;
    return unit;
  }
  std::vector<Fragmenter::Placed> key(milliseconds at) { return fragmenter_.add(unit(at, true)); }
  std::vector<Fragmenter::Placed> delta(milliseconds at) { return fragmenter_.add(unit(at, false)); }

  Fragmenter fragmenter_;
  std::shared_ptr<const CodecConfig> config_ = std::make_shared<CodecConfig>();
};

TEST_F(FragmenterTest, BeginsWithAKeyUnitAndSkipsWhatComesBefore) {
  EXPECT_TRUE(delta(0ms).empty());
  EXPECT_EQ(1U, fragmenter_.skipped());
  EXPECT_TRUE(fragmenter_.wants_key());
  const auto placed = key(33ms);
  ASSERT_EQ(1U, placed.size());
  EXPECT_TRUE(placed[0].begins);
  EXPECT_EQ(kStartMs + 33, placed[0].time_ms);
  EXPECT_FALSE(fragmenter_.wants_key());
}

TEST_F(FragmenterTest, AFragmentLastsAtLeastASecond) {
  EXPECT_TRUE(key(0ms)[0].begins);
  EXPECT_FALSE(key(999ms)[0].begins);
  EXPECT_TRUE(key(1000ms)[0].begins);
  EXPECT_FALSE(delta(1500ms)[0].begins);
  EXPECT_TRUE(key(2000ms)[0].begins);
}

TEST_F(FragmenterTest, AsksForAKeyUnitWhenNoneComesAndEndsBeforeTheServiceWould) {
  static_cast<void>(key(0ms));
  static_cast<void>(delta(8999ms));
  EXPECT_FALSE(fragmenter_.wants_key());
  static_cast<void>(delta(9000ms));
  EXPECT_TRUE(fragmenter_.wants_key());
  EXPECT_EQ(1U, delta(19'000ms).size());
  EXPECT_TRUE(delta(19'001ms).empty());
  EXPECT_FALSE(fragmenter_.open());
  EXPECT_EQ(1U, fragmenter_.skipped());
  EXPECT_TRUE(key(19'500ms)[0].begins);
}

TEST_F(FragmenterTest, AnotherConfigurationBeginsAFragmentAtOnce) {
  static_cast<void>(key(0ms));
  config_ = std::make_shared<CodecConfig>();
  EXPECT_TRUE(key(100ms)[0].begins);
}

TEST_F(FragmenterTest, TimesRiseEvenWithinAMillisecond) {
  static_cast<void>(key(0ms));
  EXPECT_EQ(kStartMs + 1, delta(0ms)[0].time_ms);
  EXPECT_EQ(kStartMs + 2, delta(1ms)[0].time_ms);
  EXPECT_EQ(kStartMs + 40, delta(40ms)[0].time_ms);
}

TEST_F(FragmenterTest, StillsThatNothingFollowsAreLeftOut) {
  static_cast<void>(key(0ms));
  for (auto at = 4000ms; at < 60'000ms; at += 4000ms) EXPECT_TRUE(fragmenter_.add(unit(at, true, true)).empty());
  const auto placed = key(60'000ms);
  ASSERT_EQ(1U, placed.size());
  EXPECT_EQ(kStartMs + 60'000, placed[0].time_ms);
  EXPECT_EQ(0U, fragmenter_.skipped());
}

TEST_F(FragmenterTest, AStillThatUnitsReferToComesRightInFrontOfThem) {
  static_cast<void>(key(0ms));
  static_cast<void>(fragmenter_.add(unit(4000ms, true, true)));
  const auto placed = delta(30'000ms);
  ASSERT_EQ(2U, placed.size());
  EXPECT_TRUE(placed[0].begins);
  EXPECT_TRUE(placed[0].unit->still);
  EXPECT_EQ(kStartMs + 29'000, placed[0].time_ms);
  EXPECT_EQ(kStartMs + 30'000, placed[1].time_ms);
}

TEST_F(FragmenterTest, AStillOfAMomentAgoKeepsItsTime) {
  static_cast<void>(key(0ms));
  static_cast<void>(fragmenter_.add(unit(900ms, true, true)));
  const auto placed = delta(1000ms);
  ASSERT_EQ(2U, placed.size());
  EXPECT_EQ(kStartMs + 900, placed[0].time_ms);
}

TEST_F(FragmenterTest, AClockThatIsSetForwardIsFollowedAtTheNextFragment) {
  static_cast<void>(key(0ms));
  EXPECT_EQ(kStartMs + 500, fragmenter_.add(unit(500ms, false, false, 1h))[0].time_ms);
  const auto placed = fragmenter_.add(unit(600ms, true, false, 1h));
  EXPECT_TRUE(placed[0].begins);
  EXPECT_FALSE(placed[0].clock_went_back);
  EXPECT_EQ(kStartMs + 3'600'600, placed[0].time_ms);
}

TEST_F(FragmenterTest, AClockThatIsSetBackIsTold) {
  static_cast<void>(key(0ms));
  const auto placed = fragmenter_.add(unit(600ms, true, false, -1h));
  EXPECT_TRUE(placed[0].begins);
  EXPECT_TRUE(placed[0].clock_went_back);
  EXPECT_EQ(kStartMs + 600 - 3'600'000, placed[0].time_ms);
  EXPECT_FALSE(fragmenter_.add(unit(1700ms, true, false, -1h))[0].clock_went_back);
}

TEST_F(FragmenterTest, ClocksThatDriftApartALittleAreLeftAlone) {
  static_cast<void>(key(0ms));
  EXPECT_EQ(kStartMs + 1000, fragmenter_.add(unit(1000ms, true, false, 400ms))[0].time_ms);
}

TEST_F(FragmenterTest, AfterAnEndTheNextKeyUnitBegins) {
  static_cast<void>(key(0ms));
  fragmenter_.end();
  EXPECT_FALSE(fragmenter_.open());
  EXPECT_TRUE(delta(100ms).empty());
  EXPECT_TRUE(key(200ms)[0].begins);
}

}  // namespace
}  // namespace skyline
