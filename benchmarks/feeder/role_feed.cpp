// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "child.hpp"
#include "clock.hpp"
#include "feeder/feeder.hpp"
#include "feeder/options.hpp"
#include "feeder/roles.hpp"

namespace bench {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

struct Options {
  Target target;
  std::string units;
  double fps = 30;
  double warm_up_s = 2;
  double seconds = 6;
  bool nothing = false;
  int stop_ms = 5000;
};

template <class Unit>
std::int64_t since_1970(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<Unit>(time.time_since_epoch()).count();
}

// An application that has a unit every 1/fps seconds.
class Feed {
 public:
  explicit Feed(const Options& options) : options_(options), supply_(options.units) {
    if (options.nothing) {
      output_ = std::make_unique<skyline::CallbackOutput>("nothing", [](const skyline::UnitPtr&) {});
    } else {
      auto kvs = std::make_unique<skyline::KvsOutput>(config_for(options.target));
      kvs->set_stop_timeout(milliseconds{options.stop_ms});
      kvs_ = kvs.get();
      output_ = std::move(kvs);
    }
  }

  nlohmann::json run() {
    output_->open(host_);
    const auto interval = static_cast<std::int64_t>(1e9 / options_.fps);
    const auto warm_up = static_cast<std::int64_t>(options_.warm_up_s * options_.fps);
    const auto count = static_cast<std::int64_t>(options_.seconds * options_.fps);
    const auto start = now_ns();
    double cpu = 0;
    for (std::int64_t i = 0; i < warm_up + count; ++i) {
      sleep_until(start + i * interval);
      if (i == warm_up) cpu = cpu_ms();
      write(nanoseconds{i * interval}, i >= warm_up);
      if (kvs_ != nullptr && i % kLookEvery == 0) look();
    }
    sleep_until(start + (warm_up + count) * interval);
    cpu = cpu_ms() - cpu;
    auto result = this->result();
    result["cpu_s_per_1000"] = cpu / static_cast<double>(count);
    output_->close();
    if (kvs_ != nullptr) result["persisted"] = kvs_->kvs_stats().fragments_persisted;
    return result;
  }

 private:
  static constexpr std::int64_t kLookEvery = 30;

  void write(nanoseconds at, bool measured) {
    const auto unit = supply_.next(at);
    const auto handed_at = std::chrono::system_clock::now();
    const auto start = now_ns();
    output_->write(unit);
    if (!measured) return;
    writes_ms_.push_back(static_cast<double>(now_ns() - start) / 1e6);
    handed_.push_back({since_1970<milliseconds>(unit->capture_time), since_1970<microseconds>(handed_at)});
  }

  void look() { buffer_bytes_ = std::max(buffer_bytes_, kvs_->kvs_stats().bytes_pending); }

  [[nodiscard]] nlohmann::json result() const {
    nlohmann::json result{{"peak_memory_mb", peak_memory_mb()},
                          {"buffer_mb", static_cast<double>(buffer_bytes_) / 1e6},
                          {"write_p50_ms", quantile(writes_ms_, 0.5)},
                          {"write_p99_ms", quantile(writes_ms_, 0.99)},
                          {"handed", handed_}};
    if (kvs_ == nullptr) return result;
    const auto stats = kvs_->kvs_stats();
    result["state"] = skyline::to_string(stats.state);
    result["last_error"] = stats.last_error;
    result["dropped"] = stats.fragments_dropped;
    return result;
  }

  Options options_;
  UnitSupply supply_;
  DeafHost host_;
  std::unique_ptr<skyline::Output> output_;
  skyline::KvsOutput* kvs_ = nullptr;  // output_, unless that is nothing
  std::uint64_t buffer_bytes_ = 0;
  std::vector<double> writes_ms_;
  std::vector<std::array<std::int64_t, 2>> handed_;  // milliseconds of capture, microseconds of write()
};

}  // namespace

void add_feed_role(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* role = app.add_subcommand("feed");
  add_target_options(*role, options->target);
  role->add_option("--units", options->units)->required();
  role->add_option("--fps", options->fps);
  role->add_option("--warm-up", options->warm_up_s);
  role->add_option("--seconds", options->seconds);
  role->add_flag("--nothing", options->nothing, "Units go nowhere");
  role->add_option("--stop-ms", options->stop_ms);
  role->callback([options] {
    die_with_parent();
    std::cout << Feed(*options).run() << std::endl;
  });
}

}  // namespace bench
