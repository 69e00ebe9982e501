// SPDX-License-Identifier: Apache-2.0
#include "part_python.hpp"

#include <fmt/format.h>

#include <array>
#include <future>
#include <limits>
#include <stdexcept>

#include "clock.hpp"
#include "part_python_loop.hpp"
#include "python_programs.hpp"
#include "run.hpp"
#include "scaled_frames.hpp"

namespace bench {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<FrameSize, 3> kSizes{{{640, 480}, {1280, 720}, {1920, 1080}}};
constexpr double kMostOverhead = 0.030;  // ms
constexpr double kMostCpu = 0.35;

using Command = std::vector<std::string>;

Command operator+(Command a, const Command& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

void say_missing(Bench& bench, const std::string& what, const std::string& why) {
  fmt::print(stderr, "python: {} is not measured: {}\n", what, why);
  bench.report.detail("python_missing_" + what, why);
  bench.report.add({fmt::format("Python: {} is NOT MEASURED, see above", what), kNone, kNone, kNone, kNone, ""});
}

struct PutRounds {
  std::vector<double> cpp_p50, cpp_p99, python_p50, python_p99, p50_more, p99_more;

  void add(const nlohmann::json& cpp, const nlohmann::json& python) {
    cpp_p50.push_back(cpp["put_p50_ms"]);
    cpp_p99.push_back(cpp["put_p99_ms"]);
    python_p50.push_back(python["put_p50_ms"]);
    python_p99.push_back(python["put_p99_ms"]);
    p50_more.push_back(python_p50.back() - cpp_p50.back());
    p99_more.push_back(python_p99.back() - cpp_p99.back());
  }
};

// Means of two rounds in which both changed places: the place alone is worth some 30 us at p99.
std::vector<double> of_pairs(const std::vector<double>& rounds) {
  std::vector<double> means;
  for (std::size_t i = 0; i + 1 < rounds.size(); i += 2) means.push_back((rounds[i] + rounds[i + 1]) / 2);
  return means;
}

void check_encoded(const nlohmann::json& source) {
  const double put = source["details"]["frames_put"];
  const double encoded = source["details"]["frames_encoded"];
  if (encoded < 0.5 * put) {
    throw std::runtime_error(
        fmt::format("of {} frames only {} were encoded: no figure of put() with encoding", put, encoded));
  }
}

// Both at the same time, half an interval apart: what disturbs the machine disturbs both, and each finds caches that
// the other has used. They change places from round to round.
void run_put_round(Bench& bench, const ScaledFrames& frames, FrameSize size, const Command& more, int round,
                   PutRounds& rounds) {
  const Command early{"--offset", "0"};
  const Command late{"--offset", "0.5"};
  const bool python_late = round % 2 == 0;
  Setup setup{.clients = 0, .warm_up_s = bench.quick ? 0.5 : 1.5, .measured_s = bench.quick ? 2.0 : 8.0};
  setup.application = Command{"skyline_bench", "role-put",
                              "--width",       fmt::format("{}", size.width),
                              "--height",      fmt::format("{}", size.height)} +
                      more + (python_late ? early : late);
  Run cpp(setup, frames.descriptor());
  setup.application =
      python_program("application.py", size) + Command{"--design", "fakesink"} + more + (python_late ? late : early);
  Run python(setup, frames.descriptor());
  auto of_cpp = std::async(std::launch::async, [&cpp] { return cpp.measure().source; });
  const auto of_python = python.measure().source;
  const auto cpp_source = of_cpp.get();
  check_encoded(of_python);
  check_encoded(cpp_source);
  rounds.add(cpp_source, of_python);
  bench.report.detail(fmt::format("python_put_{}{}_{}", size.height, more.empty() ? "" : "_handed_over", round),
                      {{"cpp", cpp_source}, {"python", of_python}});
}

void report_put(Report& report, FrameSize size, bool hand_over, const PutRounds& rounds) {
  const auto key = fmt::format("python_put{}_{}p_", hand_over ? "_handed_over" : "", size.height);
  const double p50_more = median(of_pairs(rounds.p50_more));
  const double p99_more = median(of_pairs(rounds.p99_more));
  report.set(key + "p50_more_us", 1e3 * p50_more);
  report.set(key + "p99_more_us", 1e3 * p99_more);
  const auto what = fmt::format("Python: put {}x{}{}", size.width, size.height, hand_over ? ", handed over" : "");
  report.add({what + ", p50, ms", kNone, median(rounds.cpp_p50), median(rounds.python_p50), kNone, ""});
  report.add({"  p99", kNone, median(rounds.cpp_p99), median(rounds.python_p99), kNone, "", {}});
  report.add({"  p99, Python less C++", kNone, kNone, p99_more, kNone, fmt::format("<= {:.3f}", kMostOverhead),
              p99_more <= kMostOverhead});
}

void run_put(Bench& bench) {
  for (const auto size : kSizes) {
    const ScaledFrames frames(bench.frames, size);
    for (const bool hand_over : {false, true}) {
      PutRounds rounds;
      for (int round = 0; round < (bench.quick ? 2 : 6); ++round) {
        run_put_round(bench, frames, size, hand_over ? Command{"--hand-over"} : Command{}, round, rounds);
      }
      report_put(bench.report, size, hand_over, rounds);
    }
  }
}

double cpu_of(Bench& bench, const std::string& design, int round) {
  const Setup setup{.application = python_program("application.py", {kWidth, kHeight}) + Command{"--design", design},
                    .warm_up_s = bench.quick ? 0.5 : 2.0,
                    .measured_s = bench.quick ? 2.0 : 6.0};
  const auto results = Run(setup, bench.frames.descriptor()).measure();
  bench.report.detail(fmt::format("python_cpu_{}_{}", design, round),
                      {{"source", results.source}, {"clients", results.clients}});
  return results.source["cpu_ms_per_frame"];
}

void run_cpu(Bench& bench) {
  std::vector<double> skyline, old_design, ratios;
  for (int round = 0; round < (bench.quick ? 1 : 5); ++round) {
    skyline.push_back(cpu_of(bench, "rtsp", round));
    old_design.push_back(cpu_of(bench, "old", round));
    ratios.push_back(skyline.back() / old_design.back());
  }
  const double ratio = median(ratios);
  bench.report.set("python_cpu_ms", median(skyline));
  bench.report.set("python_cpu_old_ms", median(old_design));
  bench.report.set("python_cpu_vs_old", ratio);
  bench.report.add({"Python: CPU per frame, 30 fps, 1 client, ms", median(old_design), kNone, median(skyline), ratio,
                    fmt::format("<= {} x old", kMostCpu), ratio <= kMostCpu});
}

}  // namespace

void run_python(Bench& bench) {
  const auto missing = find_python_missing();
  if (!missing.package.empty()) {
    say_missing(bench, "the package", missing.package);
    return;
  }
  run_put(bench);
  run_loop(bench);
  if (missing.old_design.empty()) {
    run_cpu(bench);
  } else {
    say_missing(bench, "CPU against the old design", missing.old_design);
  }
}

}  // namespace bench
