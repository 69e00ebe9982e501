// SPDX-License-Identifier: Apache-2.0
#include "skyline/skyline.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "stream/recorder.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

TEST(SkyLine, StreamsTheFirstFrameWhenAllIsGiven) {
  SkyLine sky;
  const auto record = test::record(sky);
  EXPECT_EQ(sky.state(), State::kStopped);
  sky.start_streaming(25, 320, 240);
  EXPECT_EQ(sky.state(), State::kStreaming);
  Canvas canvas(320, 240);
  EXPECT_EQ(sky.put(canvas.draw(0)), PutResult::kEncoding);
  ASSERT_TRUE(record->wait_for_units(1));
  const auto unit = record->units().front();
  EXPECT_TRUE(unit->key);
  EXPECT_EQ(unit->config->width, 320);
  EXPECT_EQ(unit->config->height, 240);
  sky.stop_streaming();
  EXPECT_EQ(sky.state(), State::kStopped);
  EXPECT_EQ(record->closed(), 1);
}

TEST(SkyLine, InfersSizeAndRateInAWarmUpThatIsDiscarded) {
  SkyLine sky({.warmup_frames = 10});
  const auto record = test::record(sky);
  sky.start_streaming();
  EXPECT_EQ(sky.state(), State::kStartWarmup);
  Canvas canvas(322, 242);
  const auto start = SkyLine::CaptureTime::clock::now();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(sky.put(canvas.draw(i), start + i * 80ms), PutResult::kWarmingUp);
    EXPECT_EQ(sky.state(), i < 9 ? State::kWarmup : State::kStreaming);
  }
  EXPECT_TRUE(sky.put(canvas.draw(10), start + 800ms));
  ASSERT_TRUE(record->wait_for_units(1));
  EXPECT_EQ(record->units().front()->config->width, 322);
  EXPECT_NEAR(record->units().front()->config->fps, 12.5, 0.01);
  EXPECT_EQ(sky.stats().frames_warming_up, 10U);
}

TEST(SkyLine, WarmsUpForAnythingInferred) {
  const auto state_after = [](auto... wishes) {
    SkyLine sky;
    sky.start_streaming(wishes...);
    return sky.state();
  };
  EXPECT_EQ(state_after(25, 320, kInfer), State::kStartWarmup);
  EXPECT_EQ(state_after(kInfer, 320, 240), State::kStartWarmup);
  EXPECT_EQ(state_after(25, kInfer, 240), State::kStartWarmup);
  EXPECT_EQ(state_after(kUseLast, kUseLast, kUseLast), State::kStartWarmup);
  EXPECT_EQ(state_after(kVariable, 320, 240), State::kStreaming);
}

TEST(SkyLine, UsesTheLastRunsValues) {
  SkyLine sky;
  const auto record = test::record(sky);
  Canvas canvas(64, 48);
  sky.start_streaming(7.5, 320, 240);
  put_and_wait(sky, *record, canvas, 1);
  sky.start_streaming(kUseLast, kUseLast, 120);
  EXPECT_EQ(sky.state(), State::kStreaming);
  put_and_wait(sky, *record, canvas, 1);
  const auto last = record->units().back()->config;
  EXPECT_EQ(last->width, 320);
  EXPECT_EQ(last->height, 120);
  EXPECT_DOUBLE_EQ(last->fps, 7.5);
}

TEST(SkyLine, NeedsNoWarmUpAtAVariableRate) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(kVariable);
  Canvas canvas(101, 77);
  EXPECT_TRUE(sky.put(canvas.draw(0)));
  ASSERT_TRUE(record->wait_for_units(1));
  EXPECT_EQ(record->units().front()->config->width, 100);
  EXPECT_EQ(record->units().front()->config->height, 76);
}

TEST(SkyLine, RefusesMistakesWithWords) {
  SkyLine sky;
  EXPECT_THROW(sky.start_streaming(0, 320, 240), Error);
  EXPECT_THROW(sky.start_streaming(-3.5), Error);
  EXPECT_THROW(sky.start_streaming(std::nan(""), 320, 240), Error);
  EXPECT_THROW(sky.start_streaming(25, 0, 240), Error);
  EXPECT_THROW(sky.start_streaming(25, 320, 9000), Error);
  EXPECT_THROW(SkyLine({.encoding = {.bitrate_kbps = 0}}), Error);
  EXPECT_THROW(SkyLine({.encoding = {.preset = "warp"}}), Error);
  EXPECT_THROW(SkyLine({.encoding = {.vbv = 1ms}}), Error);
  EXPECT_THROW(SkyLine({.encoding = {.encoder = "fakesink"}}), Error);
  EXPECT_THROW(sky.attach(nullptr), Error);
  CallbackOutput stranger("stranger", [](const UnitPtr&) {});
  EXPECT_THROW(sky.detach(stranger), Error);
}

TEST(SkyLine, StopsAndStartsManyTimesWithoutGrowth) {
  SkyLine sky;
  const auto record = test::record(sky);
  Canvas canvas(64, 48);
  const auto cycle = [&] {
    sky.start_streaming(30, 64, 48);
    ASSERT_TRUE(sky.put(canvas.draw(0)));
    sky.stop_streaming();
  };
  for (int i = 0; i < 5; ++i) cycle();
  const auto threads = entries("/proc/self/task");
  const auto descriptors = entries("/proc/self/fd");
  for (int i = 0; i < 200; ++i) cycle();
  // GLib keeps a few threads of its pool for the next pipeline.
  constexpr std::size_t kPooled = 3;
  EXPECT_LE(entries("/proc/self/task"), threads + kPooled);
  EXPECT_LE(entries("/proc/self/fd"), descriptors);
  EXPECT_EQ(record->units().size(), 205U) << "a frame put before stop_streaming() was lost";
  EXPECT_TRUE(adds_up(sky.stats()));
}

TEST(SkyLine, IsDestroyedWhileItStreams) {
  std::shared_ptr<Record> record;
  {
    SkyLine sky;
    record = test::record(sky);
    sky.start_streaming(30, 320, 240);
    Canvas canvas(320, 240);
    for (int i = 0; i < 5; ++i) sky.put(canvas.draw(i));
  }
  EXPECT_EQ(record->closed(), record->opened());
}

}  // namespace
}  // namespace skyline::test
