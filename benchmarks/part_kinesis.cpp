// SPDX-License-Identifier: Apache-2.0
#include "part_kinesis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "child.hpp"
#include "clock.hpp"
#include "kinesis_service.hpp"
#include "unit_file.hpp"
#include "x264_encoder.hpp"

namespace bench {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kKbps = 1000;
constexpr int kKeyEvery = 2;  // seconds
constexpr double kPatience = 30;
constexpr double kMost = 24;  // MB

using Arguments = std::vector<std::string>;

Arguments operator+(Arguments a, const Arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Five key units with what belongs to them, as an encoder makes them at that rate.
std::string units_at(Bench& bench, double fps) {
  auto path = fmt::format("{}/{}fps.units", bench.folder, fps);
  X264Encoder encoder({.fps = fps, .kbps = kKbps, .key_seconds = kKeyEvery});
  std::vector<ReadyUnit> units;
  for (std::uint32_t i = 0; i < 5 * kKeyEvery * fps; ++i) {
    const auto unit = encoder.encode(bench.frames.frame(i));
    units.push_back({unit.key, {unit.bytes.begin(), unit.bytes.end()}});
  }
  write_units(path, units);
  return path;
}

Child feeder(const Arguments& arguments) { return Child(arguments, "skyline_bench_feeder"); }

struct Pace {
  double fps = 30;
  double warm_up_s = 2;
  double seconds = 6;
};

nlohmann::json feed(const std::string& units, const Pace& pace, const Arguments& more) {
  const Arguments arguments{"feed",
                            "--units",
                            units,
                            "--fps",
                            fmt::format("{}", pace.fps),
                            "--warm-up",
                            fmt::format("{}", pace.warm_up_s),
                            "--seconds",
                            fmt::format("{}", pace.seconds)};
  return feeder(arguments + more).result(pace.warm_up_s + pace.seconds + kPatience);
}

void report_latency(Bench& bench, int fps, const std::vector<double>& latencies) {
  const double p50 = quantile(latencies, 0.5);
  const double p99 = quantile(latencies, 0.99);
  bench.report.set(fmt::format("kinesis_latency_p50_ms_{}fps", fps), p50);
  bench.report.set(fmt::format("kinesis_latency_p99_ms_{}fps", fps), p99);
  bench.report.add({fmt::format("Kinesis: unit to last byte at the server, {}/s, ms", fps), kNone, kNone, p50, kNone,
                    "<= 2", p50 <= 2});
  bench.report.add({"  p99", kNone, kNone, p99, kNone, "<= 10", p99 <= 10});
}

void report_cpu(Report& report, std::vector<double> shares, const std::vector<double>& baselines) {
  const double share = median(shares);
  report.set("kinesis_cpu_s_per_1000", share);
  report.set("kinesis_cpu_s_per_1000_baseline", median(baselines));
  report.add({"Kinesis: CPU of the output, 1,000 units, 30/s, TLS, s", kNone, median(baselines), share, kNone,
              "<= 0.06", share <= 0.06});
}

void report_memory(Report& report, double memory) {
  report.set("kinesis_memory_mb", memory);
  report.add(
      {"Kinesis: memory of the process beside the buffer, MB", kNone, kNone, memory, kNone, "<= 24", memory <= kMost});
}

double memory_of(const nlohmann::json& result) {
  return result["peak_memory_mb"].get<double>() - result["buffer_mb"].get<double>();
}

// CPU, latency at the full rate and memory come from the same runs, in turn with runs that send nowhere.
double run_full_rate(Bench& bench, const KinesisService& service, const std::string& units) {
  const Pace pace{.fps = 30, .warm_up_s = bench.quick ? 1.0 : 3.0, .seconds = bench.quick ? 3.0 : 15.0};
  std::vector<double> shares;
  std::vector<double> baselines;
  std::vector<double> latencies;
  double memory = 0;
  for (int round = 0; round < (bench.quick ? 1 : 5); ++round) {
    const auto stream = fmt::format("full-rate-{}", round);
    auto sent = feed(units, pace, service.target(stream));
    auto baseline = feed(units, pace, {"--nothing"});
    const auto some = service.latencies(stream, sent["handed"]);
    latencies.insert(latencies.end(), some.begin(), some.end());
    baselines.push_back(baseline["cpu_s_per_1000"]);
    shares.push_back(sent["cpu_s_per_1000"].get<double>() - baselines.back());
    memory = std::max(memory, memory_of(sent));
    for (auto* result : {&sent, &baseline}) result->erase("handed");
    bench.report.detail(fmt::format("kinesis_{}", round), {{"sent", sent}, {"baseline", baseline}});
  }
  report_cpu(bench.report, shares, baselines);
  report_latency(bench, 30, latencies);
  return memory;
}

void run_slow_rates(Bench& bench, const KinesisService& service) {
  for (const int fps : {10, 2, 1}) {
    const Pace pace{.fps = static_cast<double>(fps), .warm_up_s = 2, .seconds = bench.quick ? 3.0 : 60.0 / fps + 10};
    const auto stream = fmt::format("rate-{}", fps);
    const auto sent = feed(units_at(bench, fps), pace, service.target(stream));
    report_latency(bench, fps, service.latencies(stream, sent["handed"]));
  }
}

void run_start(Bench& bench) {
  const auto dotenv = bench.folder + "/empty.env";
  std::ofstream{dotenv}.close();
  const auto result = feeder({"start", "--dotenv", dotenv, "--endpoint", dead_endpoint(), "--access-key", "none",
                              "--secret-key", "none"})
                          .result(kPatience);
  const double worst = result["worst_ms"];
  bench.report.set("kinesis_start_worst_ms", worst);
  bench.report.detail("kinesis_start", result);
  bench.report.add(
      {"Kinesis: start_streaming, service away, worst of 10, ms", kNone, kNone, worst, kNone, "<= 5", worst <= 5});
}

// An outage from the first moment on, as long as in the reach; a tenth of both in a quick run.
double run_refused(Bench& bench, const std::string& units) {
  const RefusingPort port;
  const double seconds = bench.quick ? 9 : 90;
  const auto result =
      feed(units, {.fps = 30, .warm_up_s = 0, .seconds = seconds},
           {"--endpoint", port.endpoint(), "--access-key", "none", "--secret-key", "none", "--stop-ms", "0"});
  const double attempts = port.attempts();
  bench.report.set("kinesis_attempts_refused", attempts);
  bench.report.set("kinesis_cpu_s_per_1000_refused", result["cpu_s_per_1000"]);
  bench.report.add({fmt::format("Kinesis: connections tried in {} s of refusal", seconds), kNone, kNone, attempts,
                    kNone, "1 to 30", attempts >= 1 && attempts <= 30});
  return memory_of(result);
}

void run_exits(Bench& bench, const KinesisService& service, const std::string& units) {
  const int processes = bench.quick ? 5 : 40;
  int crashed = 0;
  for (int i = 0; i < processes; ++i) {
    auto child = feeder(Arguments{"burst", "--units", units} + service.target(fmt::format("burst-{}", i)));
    try {
      static_cast<void>(child.result(kPatience));
    } catch (const std::exception& error) {
      ++crashed;
      fmt::print(stderr, "{}\n", error.what());
    }
  }
  bench.report.set("kinesis_exits_crashed", crashed);
  bench.report.add({fmt::format("Kinesis: crashes of {} exits right after a stop", processes), kNone, kNone,
                    static_cast<double>(crashed), kNone, "0", crashed == 0});
}

}  // namespace

void run_kinesis(Bench& bench) {
  const KinesisService service(bench.folder + "/kinesis");
  const auto units = units_at(bench, 30);
  const double memory = run_full_rate(bench, service, units);
  run_slow_rates(bench, service);
  run_start(bench);
  report_memory(bench.report, std::max(memory, run_refused(bench, units)));
  run_exits(bench, service, units);
}

}  // namespace bench
