// SPDX-License-Identifier: Apache-2.0
// Feeds a Kinesis output with units that were encoded before: a program by itself, linked with the library and nothing
// else, so that what it costs is what the output costs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>

#include "feeder/roles.hpp"

int main(int argc, char** argv) {
  CLI::App app("Played by skyline_bench; not to be started by hand.");
  app.require_subcommand(1);
  try {
    bench::add_feed_role(app);
    bench::add_burst_role(app);
    bench::add_start_role(app);
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "skyline_bench_feeder: {}\n", error.what());
    return 1;
  }
}
