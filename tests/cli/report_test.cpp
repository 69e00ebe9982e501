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
  stats.encoder = "x264enc";
  stats.last_error = "bytes that are not UTF-8: \xff \"quoted\"\n";
  stats.outputs = {{.name = "rtsp /live", .units_written = 3, .open = true, .viewers = 2}};
  const auto line = stats_line(stats, State::kStreaming, 1.5);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto parsed = json::parse(line);
  EXPECT_EQ(parsed["time"], 1.5);
  EXPECT_EQ(parsed["frames_put"], 7);
  EXPECT_EQ(parsed["frames_pending"], 1);
  EXPECT_EQ(parsed["fps"], 29.97);
  EXPECT_EQ(parsed["outputs"][0]["viewers"], 2);
  EXPECT_EQ(parsed["outputs"][0]["open"], true);
  EXPECT_EQ(parsed.size(), 21U);
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
