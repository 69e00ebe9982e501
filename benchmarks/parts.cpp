// SPDX-License-Identifier: Apache-2.0
#include "parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "clock.hpp"
#include "part_kinesis.hpp"
#include "part_python.hpp"
#include "run.hpp"

namespace bench {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string file_of(const Bench& bench, const std::string& design) { return bench.folder + "/" + design + ".h264"; }

double warm_up(const Bench& bench) { return bench.quick ? 0.5 : 2; }

double cpu_of(const Results& results) { return results.source["cpu_ms_per_frame"]; }

// Rounds with all contenders one after another, and the median of each: what disturbs the machine for a while disturbs
// all of them.
struct CpuRounds {
  std::vector<double> skyline, old_design, limit, vs_old, vs_limit;
  double skyline_memory = 0, old_memory = 0;

  void add(Bench& bench, int round) {
    const auto run = [&](const char* design) {
      Setup setup{.design = design, .warm_up_s = warm_up(bench), .measured_s = bench.quick ? 3.0 : 4.0};
      if (round == 0) {
        setup.record = file_of(bench, design);
        if (!bench.quick) setup.measured_s = 9;
      }
      auto results = Run(setup, bench.frames.descriptor()).measure();
      bench.report.detail(fmt::format("cpu_{}_{}", design, round), results.source);
      return results;
    };
    const auto sky = run("skyline");
    const auto lim = run("limit");
    const auto old = run("old");
    skyline.push_back(cpu_of(sky));
    limit.push_back(cpu_of(lim));
    old_design.push_back(cpu_of(old));
    vs_old.push_back(cpu_of(sky) / cpu_of(old));
    vs_limit.push_back(cpu_of(sky) / cpu_of(lim));
    skyline_memory = std::max(skyline_memory, sky.source["peak_memory_mb"].get<double>());
    old_memory = std::max(old_memory, old.source["peak_memory_mb"].get<double>());
  }
};

void report_cpu(Report& report, const CpuRounds& rounds) {
  const double vs_old = median(rounds.vs_old);
  const double vs_limit = median(rounds.vs_limit);
  report.set("cpu_vs_old", vs_old);
  report.set("cpu_vs_limit", vs_limit);
  report.set("cpu_ms", median(rounds.skyline));
  report.set("cpu_old_ms", median(rounds.old_design));
  report.set("cpu_limit_ms", median(rounds.limit));
  report.add({"CPU per frame, 30 fps, 1 client, ms (ratio: old)", median(rounds.old_design), median(rounds.limit),
              median(rounds.skyline), vs_old, "<= 0.32 x old", vs_old <= 0.32});
  report.add({"  the same against the limit", kNone, 1, vs_limit, vs_limit, "<= 1.10 x limit", vs_limit <= 1.10});
}

void report_memory(Bench& bench, const CpuRounds& rounds) {
  Child hold({"role-hold", "--frames", fmt::format("{}", bench.frames.descriptor())});
  const double frames = hold.result(30)["peak_memory_mb"];
  const double skyline = rounds.skyline_memory - frames;
  bench.report.set("memory_over_frames_mb", skyline);
  bench.report.set("memory_over_frames_old_mb", rounds.old_memory - frames);
  bench.report.add({"memory over the frames, peak, MB", rounds.old_memory - frames, kNone, skyline,
                    skyline / (rounds.old_memory - frames), "<= 48", skyline <= 48});
}

double ssim_of(Bench& bench, const std::string& design) {
  Child judge({"role-picture", "--frames", fmt::format("{}", bench.frames.descriptor()), "--stream",
               file_of(bench, design), "--skip", bench.quick ? "30" : "120"});
  const auto result = judge.result(150);
  bench.report.detail("picture_" + design, result);
  bench.report.set("kbps_" + design, result["kbps"]);
  return result["ssim"];
}

void report_picture(Bench& bench) {
  const double skyline = ssim_of(bench, "skyline");
  const double old_design = ssim_of(bench, "old");
  const double limit = ssim_of(bench, "limit");
  bench.report.set("ssim", skyline);
  bench.report.set("ssim_old", old_design);
  bench.report.set("ssim_limit", limit);
  // A thousandth is what the choice of frames makes.
  bench.report.add({"picture at 500 kbit/s, SSIM of luma", old_design, limit, skyline, skyline / old_design,
                    ">= the old one", skyline >= old_design - 0.001});
}

void run_cpu(Bench& bench) {
  CpuRounds rounds;
  for (int round = 0; round < (bench.quick ? 1 : 5); ++round) rounds.add(bench, round);
  report_cpu(bench.report, rounds);
  report_picture(bench);
  report_memory(bench, rounds);
}

void run_put(Bench& bench) {
  Setup setup{
      .design = "skyline", .compare_memcpy = true, .warm_up_s = warm_up(bench), .measured_s = bench.quick ? 3.0 : 14.0};
  const auto lent = Run(setup, bench.frames.descriptor()).measure().source;
  setup.hand_over = true;
  const auto handed_over = Run(setup, bench.frames.descriptor()).measure().source;
  const Setup old_setup{.design = "old", .warm_up_s = warm_up(bench), .measured_s = bench.quick ? 2.0 : 8.0};
  const auto old = Run(old_setup, bench.frames.descriptor()).measure().source;

  const double p50 = lent["put_p50_ms"];
  const double p99 = lent["put_p99_ms"];
  const double memcpy_p50 = lent["memcpy_p50_ms"];
  const double handed_over_p99 = handed_over["put_p99_ms"];
  auto& report = bench.report;
  report.set("put_p50_ms", p50);
  report.set("put_p99_ms", p99);
  report.set("put_max_ms", lent["put_max_ms"]);
  report.set("put_old_p99_ms", old["put_p99_ms"]);
  report.set("memcpy_p50_ms", memcpy_p50);
  report.set("put_p50_vs_memcpy", p50 / memcpy_p50);
  report.set("put_handed_over_p50_ms", handed_over["put_p50_ms"]);
  report.set("put_handed_over_p99_ms", handed_over_p99);
  report.detail("put", {{"lent", lent}, {"handed_over", handed_over}, {"old", old}});
  report.add({"put p50, ms (limit: memcpy of the frame)", old["put_p50_ms"], memcpy_p50, p50, p50 / memcpy_p50,
              "<= 2 x memcpy", p50 <= 2 * memcpy_p50});
  report.add({"put p99, ms", old["put_p99_ms"], lent["memcpy_p99_ms"], p99, p99 / old["put_p99_ms"].get<double>(),
              "<= 1", p99 <= 1});
  report.add({"put max, ms", old["put_max_ms"], kNone, lent["put_max_ms"], kNone, ""});
  report.add(
      {"put p99 of a frame handed over, ms", kNone, kNone, handed_over_p99, kNone, "<= 0.1", handed_over_p99 <= 0.1});
}

double latency_of(Bench& bench, const std::string& design, double fps, double seconds) {
  const Setup setup{.design = design, .fps = fps, .decode = true, .warm_up_s = warm_up(bench), .measured_s = seconds};
  const auto clients = Run(setup, bench.frames.descriptor()).measure().clients;
  bench.report.detail(fmt::format("latency_{}_{}fps", design, fps), clients);
  return clients["latency_p50_ms"].is_null() ? kNone : clients["latency_p50_ms"].get<double>();
}

void run_latency(Bench& bench) {
  for (const int fps : {30, 10, 2}) {
    const double skyline = latency_of(bench, "skyline", fps, bench.quick ? 2 : fps == 2 ? 12 : 8);
    const double old = bench.quick || fps == 2 ? kNone : latency_of(bench, "old", fps, 8);
    bench.report.set(fps == 30 ? "latency_p50_ms" : fmt::format("latency_p50_ms_{}fps", fps), skyline);
    if (old > 0) bench.report.set(fmt::format("latency_old_p50_ms_{}fps", fps), old);
    bench.report.add({fmt::format("capture to decoded, {} fps, p50, ms", fps), old, kNone, skyline, skyline / old,
                      "<= 30", skyline <= 30});
  }
}

double worst_join(Bench& bench, const std::string& design, double fps, int count, bool paused) {
  Run run({.design = design, .fps = fps}, bench.frames.descriptor());
  const auto result = run.joins(count, paused);
  bench.report.detail(fmt::format("join_{}_{}fps{}", design, fps, paused ? "_paused" : ""), result);
  return result["join_worst_ms"];
}

void run_join(Bench& bench) {
  const int count = bench.quick ? 3 : 20;
  double worst = 0;
  for (const int fps : {30, 10, 1}) {
    const double skyline = worst_join(bench, "skyline", fps, count, false);
    const double old = bench.quick || fps != 30 ? kNone : worst_join(bench, "old", fps, 10, false);
    worst = std::max(worst, skyline);
    bench.report.set(fmt::format("join_worst_ms_{}fps", fps), skyline);
    if (old > 0) bench.report.set(fmt::format("join_old_worst_ms_{}fps", fps), old);
    bench.report.add({fmt::format("join to first decoded frame, {} fps, worst, ms", fps), old, kNone, skyline,
                      skyline / old, "<= 200", skyline <= 200});
  }
  const double paused = worst_join(bench, "skyline", 30, bench.quick ? 3 : 10, true);
  bench.report.set("join_worst_ms", worst);
  bench.report.set("join_worst_ms_paused", paused);
  bench.report.add({"  after a pause of 5 s that goes on", kNone, kNone, paused, kNone, "<= 200", paused <= 200});
}

void run_idle(Bench& bench) {
  const auto idle = [&](const char* design) {
    const Setup setup{
        .design = design, .clients = 0, .warm_up_s = warm_up(bench), .measured_s = bench.quick ? 2.0 : 8.0};
    return cpu_of(Run(setup, bench.frames.descriptor()).measure());
  };
  const double skyline = idle("skyline");
  const double old = idle("old");
  bench.report.set("idle_cpu_ms", skyline);
  bench.report.set("idle_cpu_vs_old", skyline / old);
  bench.report.add({"CPU per frame without a client, ms", old, kNone, skyline, skyline / old, "<= 0.02 x old",
                    skyline <= 0.02 * old});
}

void run_clients(Bench& bench) {
  const auto with = [&](int clients) {
    const Setup setup{
        .design = "skyline", .clients = clients, .warm_up_s = warm_up(bench), .measured_s = bench.quick ? 2.0 : 8.0};
    const auto results = Run(setup, bench.frames.descriptor()).measure();
    bench.report.detail(fmt::format("clients_{}", clients), {{"source", results.source}, {"clients", results.clients}});
    return cpu_of(results);
  };
  const double one = with(1);
  for (const int clients : {8, 64}) {
    const double cpu = with(clients);
    bench.report.set(fmt::format("clients_{}_vs_1", clients), cpu / one);
    Row row{
        fmt::format("CPU per frame with {} clients, ms (limit: 1 client)", clients), kNone, one, cpu, cpu / one, ""};
    if (clients == 8) row.reach = "<= 1.2 x one client", row.ok = cpu <= 1.2 * one;
    bench.report.add(row);
  }
}

}  // namespace

const std::vector<Part>& parts() {
  static const std::vector<Part> all{
      {"cpu", "CPU per frame, picture and memory, against the old design and the limit", run_cpu},
      {"put", "what put() costs its caller", run_put},
      {"latency", "from put() to a decoded frame at a client", run_latency},
      {"join", "from connecting to the first decoded frame", run_join},
      {"idle", "CPU without a client", run_idle},
      {"clients", "CPU with 1, 8 and 64 clients", run_clients},
      {"kinesis", "what sending to Kinesis Video Streams costs", run_kinesis},
      {"python", "what the package for Python adds, and its CPU against the old design in Python", run_python},
  };
  return all;
}

}  // namespace bench
