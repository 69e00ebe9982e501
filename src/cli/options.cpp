// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/errors.hpp"
#include "cli/serve_options.hpp"

namespace skyline::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done or SIGTERM, 1 something failed, 2 wrong use, 130 SIGINT. docs/cli.md has examples.";

void describe_logging(CLI::App& app, LogLevel& level) {
  auto* verbose = app.add_flag_callback(
      "-v,--verbose", [&level] { level = LogLevel::kDebug; }, "say more on standard error");
  app.add_flag_callback(
         "-q,--quiet", [&level] { level = LogLevel::kError; }, "errors only")
      ->excludes(verbose);
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  ServeOptions serve_options;
  EncodersOptions encoders_options;
  CredentialsOptions credentials_options;

  CLI::App app("Live video of what an application sees, by RTSP and in Amazon Kinesis Video Streams.", "skyline");
  app.set_version_flag("--version", "skyline " SKYLINE_VERSION);
  app.require_subcommand(1);
  app.footer(kExitCodes);

  auto* serve = app.add_subcommand("serve", "Serve a source by RTSP, send it to Kinesis Video Streams, or both");
  serve->footer(kExitCodes);
  describe_serve(*serve, serve_options);
  describe_logging(*serve, line.log_level);

  auto* encoders = app.add_subcommand("encoders", "Every encoder, which one is chosen and why the others are not");
  encoders->add_flag("--json", encoders_options.json, "as JSON");
  describe_logging(*encoders, line.log_level);

  auto* credentials = app.add_subcommand("credentials", "Who gives keys for AWS, until when, and the region; no keys");
  describe_credentials(*credentials, credentials_options);
  credentials->add_flag("--json", credentials_options.json, "as JSON");
  describe_logging(*credentials, line.log_level);

  auto* emulator = app.add_subcommand("kvs-emulator", "A local stand-in for Kinesis Video Streams; see its own --help");
  emulator->prefix_command();
  emulator->set_help_flag();

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    line.command = ShowText{app.help()};
    return line;
  } catch (const CLI::CallForVersion& version) {
    line.command = ShowText{fmt::format("{}\n", version.what())};
    return line;
  } catch (const CLI::ParseError& error) {
    const auto verbs = app.get_subcommands();
    const auto verb = verbs.empty() ? "" : verbs[0]->get_name() + " ";
    throw UsageError(fmt::format("{}; see skyline {}--help", error.what(), verb));
  }
  if (encoders->parsed()) {
    line.command = encoders_options;
  } else if (emulator->parsed()) {
    line.command = KvsEmulatorOptions{emulator->remaining()};
  } else if (credentials->parsed()) {
    line.command = std::move(credentials_options);
  } else {
    finish_serve(*serve, serve_options);
    line.command = std::move(serve_options);
  }
  return line;
}

}  // namespace skyline::cli
