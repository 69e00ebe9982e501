// SPDX-License-Identifier: Apache-2.0
// What put() answers, and that every frame is accounted for.
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "skyline/skyline.hpp"
#include "stream/recorder.hpp"
#include "support/eventually.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

TEST(Put, IsACheapNoWhenStopped) {
  SkyLine sky;
  Canvas canvas(64, 48);
  EXPECT_EQ(sky.put(canvas.draw(0)), PutResult::kStopped);
  sky.start_streaming(30, 64, 48);
  sky.stop_streaming();
  EXPECT_FALSE(sky.put(canvas.draw(0)));
  EXPECT_EQ(sky.stats().frames_after_stop, 2U);
  EXPECT_EQ(sky.stats().frames_put, 0U);
}

TEST(Put, TakesEveryFormatAndSize) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 160, 120);
  const std::array formats{PixelFormat::kBgr,  PixelFormat::kRgb,  PixelFormat::kBgra, PixelFormat::kRgba,
                           PixelFormat::kGray, PixelFormat::kNv12, PixelFormat::kI420};
  const std::array sizes{std::array{160, 120}, std::array{1, 1}, std::array{639, 479}, std::array{3, 700}};
  std::size_t units = 0;
  for (const auto format : formats) {
    for (const auto& [width, height] : sizes) {
      Canvas canvas(width, height, format);
      ASSERT_TRUE(sky.put(canvas.draw(1)));
      ASSERT_TRUE(record->wait_for_units(++units));
    }
  }
  for (const auto& unit : record->units()) EXPECT_EQ(unit->config->width, 160);
}

TEST(Put, RefusesWhatIsNoPicture) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 160, 120);
  std::vector<std::uint8_t> bytes(160 * 120 * 3);
  const std::array bad{
      FrameView(),
      FrameView(nullptr, 160, 120, PixelFormat::kBgr),
      FrameView(bytes.data(), 0, 120, PixelFormat::kBgr),
      FrameView(bytes.data(), 160, -1, PixelFormat::kBgr),
      FrameView(bytes.data(), 160, 120, PixelFormat::kBgr, 160),
      FrameView(bytes.data(), 100'000, 1, PixelFormat::kBgr),
      FrameView(bytes.data(), 160, 120, static_cast<PixelFormat>(77)),
  };
  for (const auto& frame : bad) EXPECT_EQ(sky.put(frame), PutResult::kFailed);
  EXPECT_EQ(sky.stats().frames_failed, bad.size());
  EXPECT_FALSE(sky.stats().last_error.empty());
  Canvas canvas(160, 120);
  put_and_wait(sky, *record, canvas, 1);
}

TEST(Put, ReleasesAFrameHandedOverExactlyOnce) {
  SkyLine sky;
  const auto record = test::record(sky);
  Canvas canvas(160, 120);
  std::atomic<int> released = 0;
  const auto frame = [&] { return OwnedFrame(canvas.draw(0), [&] { ++released; }); };
  EXPECT_EQ(sky.put(frame()), PutResult::kStopped);
  EXPECT_EQ(released, 1);
  sky.start_streaming(30, 160, 120);
  EXPECT_EQ(sky.put(frame()), PutResult::kEncoding);
  ASSERT_TRUE(record->wait_for_units(1));
  EXPECT_EQ(released, 2);
  record->wants = false;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sky.put(frame()), PutResult::kNotWanted);
  sky.stop_streaming();
  EXPECT_EQ(released, 7);
}

TEST(Put, EncodesNothingWhenNobodyWantsUnits) {
  SkyLine sky;
  const auto record = test::record(sky);
  record->wants = false;
  sky.start_streaming(30, 160, 120);
  Canvas canvas(160, 120);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(sky.put(canvas.draw(i)), PutResult::kNotWanted);
  const auto stats = sky.stats();
  EXPECT_EQ(stats.frames_not_wanted, 10U);
  EXPECT_EQ(stats.units, 0U);
}

TEST(Put, LeavesAStillForWhoJoinsWhileTheApplicationPauses) {
  SkyLine sky;
  const auto record = test::record(sky);
  record->wants = false;
  sky.start_streaming(30, 160, 120);
  Canvas canvas(160, 120);
  EXPECT_EQ(sky.put(canvas.draw(0)), PutResult::kNotWanted);
  ASSERT_TRUE(eventually([&] { return record->opened() == 1; }));
  record->wants = true;
  record->request_key_frame();
  ASSERT_TRUE(record->wait_for_units(1));
  EXPECT_TRUE(record->units().front()->key);
  EXPECT_EQ(sky.stats().stills_encoded, 1U);
  EXPECT_EQ(sky.stats().frames_encoded, 0U);
}

TEST(Put, MakesKeyUnitsByTimeAlsoWithoutFrames) {
  SkyLine sky({.encoding = {.key_interval = 200ms}});
  const auto record = test::record(sky);
  sky.start_streaming(30, 160, 120);
  Canvas canvas(160, 120);
  put_and_wait(sky, *record, canvas, 1);
  ASSERT_TRUE(record->wait_for_units(4));
  const auto units = record->units();
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_TRUE(units[i]->key);
    EXPECT_GE(units[i]->pts - units[i - 1]->pts, 150ms);
  }
}

TEST(Put, TimesEveryStage) {
  constexpr std::uint64_t kFrames = 5;
  SkyLine sky({.encoding = {.key_interval = 60s}});
  const auto record = test::record(sky);
  sky.start_streaming(30, 160, 120);
  Canvas canvas(160, 120);
  put_and_wait(sky, *record, canvas, kFrames);
  sky.stop_streaming();
  const auto stages = sky.stats().stages;
  auto parts = 0ns;
  for (const auto& stage : {stages.convert, stages.wait, stages.encode}) {
    EXPECT_EQ(stage.count, kFrames);
    EXPECT_GT(stage.total, 0ns);
    parts += stage.total;
  }
  EXPECT_EQ(stages.capture_to_unit.count, kFrames);
  // Each frame waited for the one before it, but two are at least a millisecond apart.
  EXPECT_LE(parts, stages.capture_to_unit.total + kFrames * 1ms);
}

TEST(Put, TimesFramesHandedOverFromTheirCaptureOn) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 160, 120);
  Canvas canvas(160, 120);
  ASSERT_TRUE(sky.put(OwnedFrame(canvas.draw(0), [] {}), std::chrono::system_clock::now() - 500ms));
  ASSERT_TRUE(record->wait_for_units(1));
  const auto stats = sky.stats();
  EXPECT_EQ(stats.stages.convert.count, 1U);
  EXPECT_EQ(stats.stages.wait.count, 1U);
  EXPECT_GE(stats.stages.capture_to_unit.total, 500ms);
  sky.stop_streaming();
  EXPECT_EQ(sky.stats().outputs[0].bytes_written, sky.stats().bytes);
  EXPECT_GT(sky.stats().bytes, 0U);
}

TEST(Put, CountsStillsAsEncodedButNotAsFramesOnTheirWay) {
  SkyLine sky({.encoding = {.key_interval = 100ms}});
  const auto record = test::record(sky);
  sky.start_streaming(30, 160, 120);
  Canvas canvas(160, 120);
  put_and_wait(sky, *record, canvas, 1);
  ASSERT_TRUE(record->wait_for_units(3));
  sky.stop_streaming();
  const auto stats = sky.stats();
  EXPECT_EQ(stats.stages.encode.count, stats.units);
  EXPECT_EQ(stats.stages.capture_to_unit.count, 1U);
  EXPECT_EQ(stats.stages.wait.count, 1U);
}

TEST(Put, KeepsTheNewestWhenTheEncoderIsSlower) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 1920, 1080);
  Canvas canvas(1920, 1080);
  const auto frame = canvas.draw(0);
  bool replaced = false;
  for (int i = 0; i < 200 && !replaced; ++i) replaced = sky.put(frame) == PutResult::kReplacedOlder;
  EXPECT_TRUE(replaced);
  sky.stop_streaming();
  const auto stats = sky.stats();
  EXPECT_TRUE(adds_up(stats));
  EXPECT_EQ(stats.frames_pending, 0U);
  EXPECT_EQ(stats.frames_encoded, record->units().size());
}

TEST(Put, AccountsForFramesOfManyThreads) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 160, 120);
  constexpr int kThreads = 4;
  constexpr int kFrames = 100;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      Canvas canvas(160, 120);
      for (int i = 0; i < kFrames; ++i) sky.put(canvas.draw(i));
    });
  }
  for (auto& thread : threads) thread.join();
  sky.stop_streaming();
  const auto stats = sky.stats();
  EXPECT_EQ(stats.frames_put, static_cast<std::uint64_t>(kThreads * kFrames));
  EXPECT_EQ(stats.frames_pending, 0U);
  EXPECT_TRUE(adds_up(stats));
  const auto units = record->units();
  for (std::size_t i = 1; i < units.size(); ++i) EXPECT_GT(units[i]->pts, units[i - 1]->pts);
}

TEST(Put, IsSafeWhileAnotherThreadStartsAndStops) {
  SkyLine sky;
  const auto record = test::record(sky);
  std::atomic<bool> over = false;
  std::thread putter([&] {
    Canvas canvas(64, 48);
    while (!over) sky.put(canvas.draw(0));
  });
  for (int i = 0; i < 30; ++i) {
    sky.start_streaming(i % 2 == 0 ? FrameRate(kVariable) : FrameRate(30), 64, 48);
    EXPECT_TRUE(eventually([&, units = record->units().size()] { return record->units().size() > units; }));
    sky.stop_streaming();
  }
  over = true;
  putter.join();
  EXPECT_TRUE(adds_up(sky.stats()));
}

TEST(Put, FollowsCaptureTimes) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(kVariable, 64, 48);
  Canvas canvas(64, 48);
  auto capture = SkyLine::CaptureTime::clock::now() - 2s;
  const std::array gaps{0ms, 137ms, 137ms, 1ms, 900ms, 33ms};
  for (const auto gap : gaps) {
    capture += gap;
    const auto before = record->units().size();
    ASSERT_TRUE(sky.put(canvas.draw(static_cast<int>(before)), capture));
    ASSERT_TRUE(record->wait_for_units(before + 1));
  }
  const auto units = record->units();
  EXPECT_EQ(units.back()->capture_time, capture);
  for (std::size_t i = 1; i < gaps.size(); ++i) EXPECT_EQ(units[i]->pts - units[i - 1]->pts, gaps.at(i));
}

}  // namespace
}  // namespace skyline::test
