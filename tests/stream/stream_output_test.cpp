// SPDX-License-Identifier: Apache-2.0
// How outputs are treated: one encode for all, and each one's trouble its own.
#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>
#include <thread>

#include "skyline/skyline.hpp"
#include "stream/recorder.hpp"
#include "support/eventually.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

TEST(Outputs, ShareOneEncode) {
  SkyLine sky;
  const auto one = test::record(sky);
  const auto two = test::record(sky);
  sky.start_streaming(30, 64, 48);
  Canvas canvas(64, 48);
  put_and_wait(sky, *one, canvas, 3);
  ASSERT_TRUE(two->wait_for_units(3));
  EXPECT_EQ(one->units(), two->units()) << "not the same units, but copies";
  EXPECT_EQ(sky.stats().units, 3U);
}

TEST(Outputs, OpenAgainAfterAFailure) {
  SkyLine sky;
  const auto record = test::record(sky);
  record->fail_opens = 1;
  std::atomic<int> writes = 0;
  record->on_write = [&](const UnitPtr& /*unit*/) {
    if (++writes == 2) throw std::runtime_error("the disk is full");
  };
  sky.start_streaming(30, 64, 48);
  Canvas canvas(64, 48);
  ASSERT_TRUE(eventually([&] {
    sky.put(canvas.draw(0));
    return record->opened() == 2 && record->units().size() >= 3;
  }));
  const auto stats = sky.stats().outputs.at(0);
  EXPECT_EQ(stats.failures, 2U);
  EXPECT_TRUE(stats.open);
  EXPECT_TRUE(record->units().at(1)->key) << "the first unit after opening again is no key unit";
}

TEST(Outputs, BlockOnlyThemselves) {
  SkyLine sky;
  const auto blocked = test::record(sky);
  const auto fine = test::record(sky);
  std::latch release(1);
  blocked->on_write = [&](const UnitPtr& /*unit*/) { release.wait(); };
  sky.start_streaming(30, 64, 48);
  Canvas canvas(64, 48);
  constexpr int kFrames = 400;
  put_and_wait(sky, *fine, canvas, kFrames);
  const auto stats = sky.stats();
  EXPECT_EQ(stats.outputs.at(1).units_dropped, 0U);
  EXPECT_GT(stats.outputs.at(0).units_dropped, 0U);
  release.count_down();
  sky.stop_streaming();
  const auto end = sky.stats().outputs.at(0);
  EXPECT_EQ(end.units_written + end.units_dropped, static_cast<std::uint64_t>(kFrames));
}

TEST(Outputs, ComeAndGoWhileItStreams) {
  SkyLine sky;
  const auto first = test::record(sky);
  sky.start_streaming(30, 64, 48);
  Canvas canvas(64, 48);
  put_and_wait(sky, *first, canvas, 2);
  auto late = std::make_shared<Record>();
  auto& output = sky.attach(std::make_unique<Recorder>(late));
  ASSERT_TRUE(eventually([&] {
    sky.put(canvas.draw(0));
    return !late->units().empty();
  }));
  EXPECT_TRUE(late->units().front()->key);
  sky.detach(output);
  EXPECT_EQ(late->closed(), 1);
  put_and_wait(sky, *first, canvas, 2);
}

TEST(Outputs, MayAskForStatisticsWhileTheStreamStops) {
  SkyLine sky;
  const auto record = test::record(sky);
  std::latch stopping(1);
  std::atomic<std::uint64_t> seen = 0;
  record->on_write = [&](const UnitPtr& /*unit*/) {
    stopping.wait();
    seen = sky.stats().units;
  };
  sky.start_streaming(30, 64, 48);
  Canvas canvas(64, 48);
  ASSERT_TRUE(sky.put(canvas.draw(0)));
  std::thread stopper([&] { sky.stop_streaming(); });
  ASSERT_TRUE(eventually([&] { return sky.state() == State::kStopped; }));
  stopping.count_down();
  stopper.join();
  EXPECT_EQ(seen, 1U);
}

TEST(Outputs, HandUnitsToACallback) {
  std::atomic<int> units = 0;
  SkyLine sky;
  sky.attach(
      std::make_unique<CallbackOutput>("counter", [&](const UnitPtr& unit) { units += unit->data.empty() ? 0 : 1; }));
  sky.start_streaming(30, 64, 48);
  Canvas canvas(64, 48);
  sky.put(canvas.draw(0));
  sky.stop_streaming();
  EXPECT_EQ(units, 1);
}

}  // namespace
}  // namespace skyline::test
