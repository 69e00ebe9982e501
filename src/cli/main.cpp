// SPDX-License-Identifier: Apache-2.0
#include <exception>

#include "cli/check.hpp"
#include "cli/console.hpp"
#include "cli/credentials.hpp"
#include "cli/doctor/doctor.hpp"
#include "cli/encoders.hpp"
#include "cli/errors.hpp"
#include "cli/kvs_emulator.hpp"
#include "cli/options.hpp"
#include "cli/panorama/panorama.hpp"
#include "cli/serve.hpp"

namespace skyline::cli {
namespace {

int run(const ShowText& show) {
  print(show.text);
  return kExitOk;
}
int run(const ServeOptions& options) { return serve(options); }
int run(const CheckOptions& options) { return check(options); }
int run(const EncodersOptions& options) { return encoders(options); }
int run(const KvsEmulatorOptions& options) { kvs_emulator(options); }
int run(const CredentialsOptions& options) { return credentials(options); }
int run(const PanoramaOptions& options) { return panorama_verb(options); }
int run(const DoctorOptions& options) { return doctor(options); }

int run(int argc, char** argv) {
  const auto line = parse_command_line(argc, argv);
  start_logging(line.log_level);
  return std::visit([](const auto& command) { return run(command); }, line.command);
}

}  // namespace
}  // namespace skyline::cli

int main(int argc, char** argv) {
  namespace cli = skyline::cli;
  cli::prepare_standard_streams();
  try {
    return cli::run(argc, argv);
  } catch (const cli::UsageError& error) {
    cli::complain(error.what());
    return cli::kExitUsage;
  } catch (const std::exception& error) {
    cli::complain(error.what());
    return cli::kExitRunTime;
  }
}
