// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics/metrics_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <limits>

#include "cli/metrics/exposition.hpp"
#include "cli/metrics_golden.hpp"

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// Every counter with a value of its own.
std::vector<StreamReport> two_outputs() {
  KvsStats kvs;
  kvs.state = KvsState::kSending;
  kvs.fragments = 60;
  kvs.fragments_persisted = 50;
  kvs.fragments_pending = 7;
  kvs.fragments_dropped = 2;
  kvs.fragments_rejected = 1;
  kvs.fragments_recovered = 3;
  kvs.fragments_replayed = 4;
  kvs.units_skipped = 5;
  kvs.bytes_pending = 700'000;
  kvs.bytes_spooled = 1'000'000'001;
  kvs.oldest_pending = 12'345ms;
  kvs.acks_buffering = 61;
  kvs.acks_received = 62;
  kvs.acks_persisted = 63;
  kvs.acks_error = 64;
  kvs.acks_idle = 65;
  kvs.bytes_sent = 66;
  kvs.connections = 67;
  kvs.attempts = 68;
  kvs.rotations = 69;
  kvs.clock_skew = -1500ms;
  Stats stats;
  stats.frames_put = 100;
  stats.frames_encoded = 90;
  stats.frames_warming_up = 4;
  stats.frames_not_wanted = 3;
  stats.frames_replaced = 2;
  stats.frames_failed = 1;
  stats.frames_pending = 6;
  stats.frames_after_stop = 8;
  stats.stills_encoded = 9;
  stats.units = 99;
  stats.key_units = 10;
  stats.bytes = 12'345'678'901'234;
  stats.encoder_restarts = 11;
  stats.stages = {{95, 47'500us}, {92, 1ms}, {99, 2s}, {90, 9s}};
  stats.fps = 29.97;
  stats.width = 1280;
  stats.height = 720;
  stats.encoder = "x264enc";
  stats.outputs = {{.name = "rtsp /live",
                    .units_written = 98,
                    .bytes_written = 97,
                    .units_dropped = 96,
                    .failures = 95,
                    .open = true,
                    .viewers = 2},
                   {.name = "kvs-door", .kvs = kvs}};
  return {{"live", State::kStreaming, stats}};
}

TEST(MetricsText, IsWhatPrometheusReads) {
  const ProcessReport process{.cpu_seconds = 1.25,
                              .resident_bytes = 30'000'000,
                              .virtual_bytes = 900'000'000,
                              .open_fds = 20,
                              .max_fds = 1024,
                              .start_time_seconds = 1'700'000'000.5};
  EXPECT_EQ(metrics_text(two_outputs(), process, "1.2.3"), test::kMetricsGolden);
}

TEST(MetricsText, HasNoFamilyForWhatIsNotThere) {
  auto reports = two_outputs();
  reports[0].stats.outputs.pop_back();
  const auto text = metrics_text(reports, {}, "1.2.3");
  EXPECT_THAT(text, Not(HasSubstr("skyline_kvs_")));
  EXPECT_THAT(text, Not(HasSubstr("process_")));
}

TEST(MetricsText, TellsOutputsOfOneNameApart) {
  auto reports = two_outputs();
  reports[0].stats.outputs.push_back(reports[0].stats.outputs[0]);
  const auto text = metrics_text(reports, {}, "1.2.3");
  EXPECT_THAT(text, HasSubstr("\nskyline_viewers{stream=\"live\",output=\"rtsp /live\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("\nskyline_viewers{stream=\"live\",output=\"rtsp /live #2\"} 2\n"));
}

TEST(MetricsText, KeepsTheStreamsOfAFamilyTogether) {
  auto reports = two_outputs();
  reports.push_back({"door", State::kError, {}});
  const auto text = metrics_text(reports, {}, "1.2.3");
  EXPECT_THAT(text, HasSubstr("\nskyline_units_total{stream=\"live\"} 99\nskyline_units_total{stream=\"door\"} 0\n#"));
  EXPECT_THAT(text, HasSubstr("\nskyline_stream_state{stream=\"door\",state=\"error\"} 1\n"));
}

TEST(Exposition, EscapesWhatLabelsHold) {
  Exposition out;
  out.family("a", "gauge", "One \\ and\ntwo \"lines\".");
  out.sample({{"name", "a\\b\"c\nd"}}, 1);
  EXPECT_EQ(out.text(), "# HELP a One \\\\ and\\ntwo \"lines\".\n# TYPE a gauge\na{name=\"a\\\\b\\\"c\\nd\"} 1\n");
}

TEST(Exposition, WritesNumbersExactly) {
  Exposition out;
  out.family("a", "gauge", "A.");
  for (const double value : {0.0, -2.0, 0.1, 1e-9, 9'007'199'254'740'991.0, 1e300,
                             std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    out.sample({}, value);
  }
  EXPECT_EQ(out.text(),
            "# HELP a A.\n# TYPE a gauge\na 0\na -2\na 0.1\na 1e-09\na 9007199254740991\na 1e+300\na NaN\na +Inf\n");
}

TEST(ProcessReport, IsAboutThisProcess) {
  const auto before = read_process_report();
  ASSERT_TRUE(before.cpu_seconds && before.resident_bytes && before.virtual_bytes && before.open_fds && before.max_fds);
  EXPECT_GT(*before.resident_bytes, 1e6);
  EXPECT_LE(*before.resident_bytes, *before.virtual_bytes);
  const int more = ::dup(STDIN_FILENO);
  EXPECT_EQ(read_process_report().open_fds, *before.open_fds + 1);
  ::close(more);
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  ASSERT_TRUE(before.start_time_seconds);
  EXPECT_NEAR(*before.start_time_seconds, now, 3600);
}

TEST(Health, IsFineWhileNothingIsBroken) {
  EXPECT_EQ(unhealthy_text({}), "");
  auto reports = two_outputs();
  reports[0].stats.outputs[1].kvs->state = KvsState::kRetrying;
  EXPECT_EQ(unhealthy_text(reports), "");
}

TEST(Health, SaysWhichStreamAndWhy) {
  auto reports = two_outputs();
  reports[0].stats.outputs[1].kvs->state = KvsState::kRejected;
  reports[0].stats.outputs[1].kvs->last_error = "403 at https://ann:secret@host/\nForbidden";
  reports.push_back({"door", State::kError, {}});
  reports[1].stats.last_error = "no encoder works:\n  x264enc: is missing";
  EXPECT_EQ(unhealthy_text(reports),
            "live: kvs-door is refused by the service: 403 at https://***@host/ Forbidden\n"
            "door: cannot encode: no encoder works:   x264enc: is missing\n");
}

}  // namespace
}  // namespace skyline::cli
