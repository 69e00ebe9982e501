// SPDX-License-Identifier: Apache-2.0
#include "media/stream_hub.hpp"

#include <gtest/gtest.h>

namespace skyline {
namespace {

UnitPtr unit(bool key, std::size_t size = 10) {
  auto unit = std::make_shared<EncodedUnit>();
  unit->key = key;
  unit->data.resize(size);
  return unit;
}

TEST(StreamHub, StartsAtAKeyUnit) {
  StreamHub hub;
  const auto subscription = hub.subscribe([] { return true; });
  hub.publish(unit(false));
  const auto key = unit(true);
  hub.publish(key);
  UnitPtr got;
  ASSERT_TRUE(subscription->pop(got));
  EXPECT_EQ(got, key);
  EXPECT_EQ(subscription->dropped(), 1U);
}

TEST(StreamHub, DropsUpToTheNextKeyUnitWhenFull) {
  StreamHub hub;
  const auto subscription = hub.subscribe([] { return true; });
  hub.publish(unit(true));
  for (std::size_t i = 0; i < StreamHub::Subscription::kMostUnits; ++i) hub.publish(unit(false));
  EXPECT_EQ(subscription->dropped(), 1U);
  UnitPtr got;
  ASSERT_TRUE(subscription->pop(got));
  hub.publish(unit(false));
  EXPECT_EQ(subscription->dropped(), 2U) << "after a hole only a key unit may follow";
  hub.publish(unit(true));
  EXPECT_EQ(subscription->dropped(), 2U);
}

TEST(StreamHub, BoundsTheBytes) {
  StreamHub hub;
  const auto subscription = hub.subscribe([] { return true; });
  hub.publish(unit(true, StreamHub::Subscription::kMostBytes));
  hub.publish(unit(true, 1));
  EXPECT_EQ(subscription->dropped(), 1U);
  UnitPtr got;
  ASSERT_TRUE(subscription->pop(got));
  hub.publish(unit(true, 1));
  EXPECT_EQ(subscription->dropped(), 1U);
}

TEST(StreamHub, AsksWhoWantsUnits) {
  StreamHub hub;
  bool wants = false;
  EXPECT_FALSE(hub.wanted());
  const auto subscription = hub.subscribe([&] { return wants; });
  EXPECT_FALSE(hub.wanted());
  hub.publish(unit(true));
  EXPECT_EQ(subscription->dropped(), 0U) << "what nobody wants is not dropped, it is not wanted";
  wants = true;
  EXPECT_TRUE(hub.wanted());
  hub.publish(unit(false));
  EXPECT_EQ(subscription->dropped(), 1U);
  hub.unsubscribe(subscription);
  EXPECT_FALSE(hub.wanted());
}

TEST(StreamHub, GivesOutWhatIsQueuedAfterClosing) {
  StreamHub hub;
  const auto subscription = hub.subscribe([] { return true; });
  hub.publish(unit(true));
  subscription->close();
  hub.publish(unit(true));
  UnitPtr got;
  EXPECT_TRUE(subscription->pop(got));
  EXPECT_FALSE(subscription->pop(got));
  hub.restart(*subscription);
  hub.publish(unit(true));
  EXPECT_TRUE(subscription->pop(got));
}

}  // namespace
}  // namespace skyline
