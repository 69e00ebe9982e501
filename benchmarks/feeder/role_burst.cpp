// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <nlohmann/json.hpp>

#include "child.hpp"
#include "feeder/feeder.hpp"
#include "feeder/options.hpp"
#include "feeder/roles.hpp"

namespace bench {
namespace {

struct Options {
  Target target;
  std::string units;
  int count = 60;
};

// Writes as fast as it can, stops, and leaves main() at once: what was not joined by then would crash.
void burst(const Options& options) {
  UnitSupply supply(options.units);
  DeafHost host;
  skyline::KvsOutput output(config_for(options.target));
  output.open(host);
  for (int i = 0; i < options.count; ++i) output.write(supply.next(std::chrono::milliseconds{i * 33}));
  output.close();
  std::cout << nlohmann::json{{"persisted", output.kvs_stats().fragments_persisted}} << std::endl;
}

}  // namespace

void add_burst_role(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* role = app.add_subcommand("burst");
  add_target_options(*role, options->target);
  role->add_option("--units", options->units)->required();
  role->callback([options] {
    die_with_parent();
    burst(*options);
  });
}

}  // namespace bench
