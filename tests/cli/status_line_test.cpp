// SPDX-License-Identifier: Apache-2.0
#include "cli/status_line.hpp"

#include <gtest/gtest.h>

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;

StreamReport streaming() {
  Stats stats;
  stats.width = 1280;
  stats.height = 720;
  stats.fps = 29.97;
  stats.bytes = 1'000'000;
  stats.stages.capture_to_unit = {.count = 100, .total = 5s};
  stats.outputs = {{.name = "rtsp /live", .viewers = 1}, {.name = "rtsp /other", .viewers = 1}};
  return {"live", State::kStreaming, stats};
}

TEST(StatusLine, OfAStreamThatHasJustBegun) {
  EXPECT_EQ(status_line({"live", State::kWarmup, {}}, nullptr, 0s, false), "live  WARMUP  0 viewers");
}

TEST(StatusLine, HasRatesSinceTheLastReport) {
  const auto before = streaming();
  auto now = streaming();
  now.stats.bytes += 125'000;
  now.stats.stages.capture_to_unit = {.count = 160, .total = 6200ms};
  EXPECT_EQ(status_line(now, &before, 2s, false), "live  STREAMING  1280x720  30.0 fps  500 kbit/s  20 ms  2 viewers");
}

TEST(StatusLine, HasNoLatencyWhereNoFrameCameThrough) {
  const auto report = streaming();
  EXPECT_EQ(status_line(report, &report, 1s, false), "live  STREAMING  1280x720  30.0 fps  0 kbit/s  2 viewers");
}

TEST(StatusLine, HasNoRatesWhenTheStreamWasMadeAnew) {
  auto now = streaming();
  now.stats.bytes = 1000;
  now.stats.stages = {};
  const auto before = streaming();
  EXPECT_EQ(status_line(now, &before, 1s, false), "live  STREAMING  1280x720  30.0 fps  2 viewers");
}

TEST(StatusLine, SaysWhatWaitsForKinesis) {
  auto report = streaming();
  KvsStats kvs;
  kvs.state = KvsState::kRetrying;
  kvs.fragments_pending = 3;
  kvs.bytes_pending = 12'340'000;
  kvs.oldest_pending = 95'400ms;
  report.stats.outputs = {{.name = "kvs-door", .kvs = kvs}};
  EXPECT_EQ(status_line(report, nullptr, 0s, false),
            "live  STREAMING  1280x720  30.0 fps  0 viewers  kvs RETRYING, 12.3 MB waiting since 95 s");
  kvs = {};
  kvs.state = KvsState::kSending;
  report.stats.outputs = {{.name = "kvs-door", .kvs = kvs}};
  EXPECT_EQ(status_line(report, nullptr, 0s, true),
            "live  \x1b[32mSTREAMING\x1b[0m  1280x720  30.0 fps  0 viewers  kvs \x1b[32mSENDING\x1b[0m");
}

TEST(StatusLines, FindTheStreamTheyBelongTo) {
  auto door = streaming();
  door.name = "door";
  auto later = streaming();
  later.stats.bytes += 1'000'000;
  const auto lines = status_lines({door, later}, {streaming()}, 1s, false);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "door  STREAMING  1280x720  30.0 fps  2 viewers");
  EXPECT_EQ(lines[1], "live  STREAMING  1280x720  30.0 fps  8000 kbit/s  2 viewers");
}

}  // namespace
}  // namespace skyline::cli
