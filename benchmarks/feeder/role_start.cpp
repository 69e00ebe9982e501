// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <nlohmann/json.hpp>

#include "child.hpp"
#include "clock.hpp"
#include "feeder/feeder.hpp"
#include "feeder/options.hpp"
#include "feeder/roles.hpp"
#include "frame_size.hpp"

namespace bench {
namespace {

// How long start_streaming() takes: the first time in the process, then again and again.
nlohmann::json start(const Target& target, const std::string& dotenv) {
  constexpr int kStarts = 10;
  constexpr double kPause = 0.3;  // while the stream tries to reach the service
  auto config = config_for(target);
  auto credentials = std::move(config.credentials);
  skyline::KvsSkyLine sky("eu-west-1", target.stream, credentials, dotenv, {}, config);
  std::vector<double> times;
  for (int i = 0; i < kStarts; ++i) {
    const auto begun = now_ns();
    sky.start_streaming(30, kWidth, kHeight);
    times.push_back(static_cast<double>(now_ns() - begun) / 1e6);
    sleep_seconds(kPause);
    static_cast<void>(sky.stop_streaming(std::chrono::milliseconds{0}));
  }
  return {{"first_ms", times.front()}, {"worst_ms", quantile(times, 1)}, {"p50_ms", quantile(times, 0.5)}};
}

}  // namespace

void add_start_role(CLI::App& app) {
  auto target = std::make_shared<Target>();
  auto* role = app.add_subcommand("start");
  add_target_options(*role, *target);
  auto dotenv = std::make_shared<std::string>();
  role->add_option("--dotenv", *dotenv)->required();
  role->callback([target, dotenv] {
    die_with_parent();
    std::cout << start(*target, *dotenv) << std::endl;
  });
}

}  // namespace bench
