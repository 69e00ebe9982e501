// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/encoders.hpp"
#include "cli/reporter.hpp"

namespace skyline::cli {
namespace {

using nlohmann::json;

TEST(StatsLine, IsOneLineWithEveryField) {
  Stats stats;
  stats.frames_put = 7;
  stats.frames_pending = 1;
  stats.fps = 29.97;
  stats.stages.encode = {.count = 6, .total = std::chrono::microseconds{4500}};
  stats.encoder = "x264enc";
  stats.last_error = "bytes that are not UTF-8: \xff \"quoted\"\n";
  stats.outputs = {{.name = "rtsp /live", .units_written = 3, .bytes_written = 1234, .open = true, .viewers = 2}};
  const auto line = stats_line({"door", State::kStreaming, stats}, 1.5);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto parsed = json::parse(line);
  EXPECT_EQ(parsed["time"], 1.5);
  EXPECT_EQ(parsed["frames_put"], 7);
  EXPECT_EQ(parsed["frames_pending"], 1);
  EXPECT_EQ(parsed["fps"], 29.97);
  EXPECT_EQ(parsed["outputs"][0]["viewers"], 2);
  EXPECT_EQ(parsed["outputs"][0]["open"], true);
  EXPECT_EQ(parsed["outputs"][0]["bytes_written"], 1234);
  EXPECT_EQ(parsed["stages"]["encode"], json({{"count", 6}, {"total_ms", 4.5}}));
  EXPECT_EQ(parsed["stages"].size(), 4U);
  EXPECT_EQ(parsed["stream"], "door");
  EXPECT_EQ(parsed.size(), 23U);
}

TEST(StatsLine, HasEveryCounterOfAnOutputToKinesis) {
  Stats stats;
  KvsStats kvs;
  kvs.state = KvsState::kRetrying;
  kvs.last_error = "refused";
  kvs.fragments_pending = 3;
  kvs.oldest_pending = std::chrono::milliseconds{1500};
  kvs.clock_skew = std::chrono::milliseconds{-7};
  stats.outputs = {{.name = "kvs-door", .kvs = kvs}, {.name = "rtsp /live"}};
  const auto parsed = json::parse(stats_line({"door", State::kStreaming, stats}, 1.5));
  const auto& object = parsed["outputs"][0]["kvs"];
  EXPECT_EQ(object["state"], "RETRYING");
  EXPECT_EQ(object["last_error"], "refused");
  EXPECT_EQ(object["fragments_pending"], 3);
  EXPECT_EQ(object["oldest_pending_ms"], 1500);
  EXPECT_EQ(object["clock_skew_ms"], -7);
  EXPECT_EQ(object.size(), 23U);
  EXPECT_FALSE(parsed["outputs"][1].contains("kvs"));
}

TEST(Encoders, AreListedWithTheirVerdict) {
  const std::vector<EncoderInfo> candidates{{"nvh264enc", true, false, false, "no such element"},
                                            {"x264enc", false, true, true, ""}};
  EXPECT_EQ(encoders_table(candidates),
            "nvh264enc  hardware  rejected  no such element\n"
            "x264enc    software  chosen\n");
  const auto parsed = json::parse(encoders_json(candidates));
  EXPECT_EQ(parsed[0]["reason"], "no such element");
  EXPECT_EQ(parsed[1]["chosen"], true);
}

}  // namespace
}  // namespace skyline::cli
