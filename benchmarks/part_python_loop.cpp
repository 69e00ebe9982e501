// SPDX-License-Identifier: Apache-2.0
#include "part_python_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "clock.hpp"
#include "python_programs.hpp"
#include "run.hpp"

namespace bench {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kSettle = 0.25;  // seconds that a change needs to reach everybody
constexpr double kLeast = 0.95;

using Turns = std::vector<std::int64_t>;

enum Where : std::size_t { kNowhere, kSameProcess, kOtherProcess };
constexpr std::array<Where, 3> kAll{kNowhere, kSameProcess, kOtherProcess};

struct Segment {
  std::int64_t begin;
  std::int64_t end;
};

/// A while of each kind, in an order that changes from round to round.
using Round = std::array<Segment, kAll.size()>;

Round play_round(Run& same, Run& other, int round, double seconds) {
  Round segments{};
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    const auto where = kAll[(i + static_cast<std::size_t>(round)) % kAll.size()];
    same.pause(where != kSameProcess);
    other.pause(where != kOtherProcess);
    sleep_seconds(kSettle);
    segments[where].begin = now_ns();
    sleep_seconds(seconds);
    segments[where].end = now_ns();
  }
  return segments;
}

// Turns a second between the first and the last one that ended in it.
double speed(const Turns& turns, const Segment& segment) {
  const auto first = std::lower_bound(turns.begin(), turns.end(), segment.begin);
  const auto last = std::lower_bound(first, turns.end(), segment.end);
  if (last - first < 2) throw std::runtime_error("the loop in Python made no turn for a while: no figure of its speed");
  return static_cast<double>(last - first - 1) * 1e9 / static_cast<double>(*(last - 1) - *first);
}

struct Speeds {
  std::array<std::vector<double>, kAll.size()> of;
  std::vector<double> same_share, other_share;

  void add(const Turns& turns, const Round& round) {
    for (const auto where : kAll) of[where].push_back(speed(turns, round[where]));
    same_share.push_back(of[kSameProcess].back() / of[kNowhere].back());
    other_share.push_back(of[kOtherProcess].back() / of[kNowhere].back());
  }
};

void report_speeds(Report& report, const Speeds& speeds) {
  const double same = median(speeds.same_share);
  const double other = median(speeds.other_share);
  report.set("python_loop_share", same);
  report.set("python_loop_share_other_process", other);
  report.detail("python_loop_rounds", {{"same_process", speeds.same_share}, {"other_process", speeds.other_share}});
  report.add({"Python: loop beside a 720p30 stream, turns/s (1: alone)", kNone, median(speeds.of[kNowhere]),
              median(speeds.of[kSameProcess]), same, fmt::format(">= {} x alone", kLeast), same >= kLeast});
  report.add({"  with the stream in another process", kNone, median(speeds.of[kNowhere]),
              median(speeds.of[kOtherProcess]), other, ""});
}

}  // namespace

void run_loop(Bench& bench) {
  Setup setup{.warm_up_s = 1};
  setup.design = "skyline";
  Run other(setup, bench.frames.descriptor());
  setup.application = python_program("loop.py", {kWidth, kHeight});
  Run same(setup, bench.frames.descriptor());
  std::vector<Round> rounds;
  Results results;
  const auto other_results = other.measure([&] {
    results = same.measure([&] {
      for (int i = 0; i < (bench.quick ? 2 : 30); ++i) {
        rounds.push_back(play_round(same, other, i, 0.5));
      }
    });
  });
  const auto turns = results.source["turns"].get<Turns>();
  results.source.erase("turns");
  Speeds speeds;
  for (const auto& round : rounds) speeds.add(turns, round);
  report_speeds(bench.report, speeds);
  bench.report.detail("python_loop",
                      {{"source", results.source}, {"clients", results.clients}, {"other", other_results.source}});
}

}  // namespace bench
