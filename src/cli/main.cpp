// SPDX-License-Identifier: Apache-2.0
#include <exception>

#include "cli/console.hpp"
#include "cli/encoders.hpp"
#include "cli/errors.hpp"
#include "cli/options.hpp"
#include "cli/serve.hpp"

namespace skyline::cli {
namespace {

int run(const ShowText& show) {
  print(show.text);
  return kExitOk;
}
int run(const ServeOptions& options) { return serve(options); }
int run(const EncodersOptions& options) { return encoders(options); }

int run(int argc, char** argv) {
  const auto line = parse_command_line(argc, argv);
  set_log_level(line.log_level);
  set_quiet(line.log_level == LogLevel::kError);
  return std::visit([](const auto& command) { return run(command); }, line.command);
}

int run_and_complain(int argc, char** argv) {
  prepare_standard_streams();
  try {
    return run(argc, argv);
  } catch (const UsageError& error) {
    complain(error.what());
    return kExitUsage;
  } catch (const std::exception& error) {
    complain(error.what());
    return kExitRunTime;
  }
}

}  // namespace
}  // namespace skyline::cli

int main(int argc, char** argv) { return skyline::cli::run_and_complain(argc, argv); }
