// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/console.hpp"
#include "cli/errors.hpp"
#include "cli/option.hpp"
#include "cli/panorama/panorama.hpp"
#include "cli/serve_options.hpp"

namespace skyline::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done or SIGTERM, 1 something failed, 2 wrong use, 130 SIGINT. docs/04-command-line.md has examples.";

void describe_logging(CLI::App& app, LogLevel& level) {
  auto* verbose = app.add_flag_callback(
      "-v,--verbose", [&level] { level = LogLevel::kDebug; }, "say more on standard error");
  app.add_flag_callback(
         "-q,--quiet", [&level] { level = LogLevel::kError; }, "errors only")
      ->excludes(verbose);
}

/// For every verb that says how much it logs. Takes effect while the command line is read, so that a complaint about
/// the rest of it has that format, too.
void describe_log_format(CLI::App& app, LogFormat& format) {
  for (auto* verb : app.get_subcommands(nullptr)) {
    if (verb->get_option_no_throw("--verbose") == nullptr) continue;
    const auto parse = [](const std::string& value) {
      const auto chosen = parse_log_format(value);
      set_log_format(chosen);
      return chosen;
    };
    add(*verb, "--log-format", "FORMAT", format, parse, "of the lines on standard error: text, json (text)")
        ->trigger_on_parse();
  }
}

/// A word of `skyline WORD`. `finish` settles, once all is parsed, what depends on other options.
template <class Options>
CLI::App& add_verb(
    CLI::App& app, CommandLine& line, const char* name, const char* help,
    const std::function<void(CLI::App&, Options&)>& describe,
    const std::function<void(const CLI::App&, Options&)>& finish = [](const CLI::App&, Options&) {}) {
  auto options = std::make_shared<Options>();
  auto* verb = app.add_subcommand(name, help);
  describe(*verb, *options);
  verb->callback([verb, options, finish, &line] {
    finish(*verb, *options);
    line.command = std::move(*options);
  });
  return *verb;
}

void describe_check(CLI::App& app, CheckOptions& options) {
  auto* file = add(app, "FILE", "", options.file, text(), "as for skyline serve --config");
  auto* schema = app.add_flag("--schema", options.schema, "print the JSON Schema of such files, and check none");
  schema->excludes(file);
}

void finish_check(const CLI::App& /*app*/, CheckOptions& options) {
  if (options.file.empty() && !options.schema) throw UsageError("check needs a FILE; see skyline check --help");
}

void describe_encoders(CLI::App& app, EncodersOptions& options) { app.add_flag("--json", options.json, "as JSON"); }

void describe_credentials_verb(CLI::App& app, CredentialsOptions& options) {
  describe_credentials(app, options.choice, options.profile);
  app.add_flag("--json", options.json, "as JSON");
}

/// All it is given is for the program it runs.
void describe_emulator(CLI::App& app, KvsEmulatorOptions& /*options*/) {
  app.prefix_command();
  app.set_help_flag();
}

void finish_emulator(const CLI::App& app, KvsEmulatorOptions& options) { options.arguments = app.remaining(); }

}  // namespace

std::unique_ptr<CLI::App> make_app(CommandLine& line) {
  auto app = std::make_unique<CLI::App>(
      "Live video of what an application sees, by RTSP and in Amazon Kinesis Video Streams.", "skyline");
  app->set_version_flag("--version", "skyline " SKYLINE_VERSION);
  app->require_subcommand(1);
  app->footer(kExitCodes);

  auto& serve =
      add_verb<ServeOptions>(*app, line, "serve", "Serve a source by RTSP, send it to Kinesis Video Streams, or both",
                             describe_serve, finish_serve);
  serve.footer(kExitCodes);
  describe_logging(serve, line.log_level);
  describe_logging(add_verb<CheckOptions>(*app, line, "check", "Whether a configuration file is in order",
                                          describe_check, finish_check),
                   line.log_level);
  describe_logging(
      add_verb<EncodersOptions>(*app, line, "encoders", "Every encoder, which one is chosen and why the others are not",
                                describe_encoders),
      line.log_level);
  describe_logging(add_verb<CredentialsOptions>(*app, line, "credentials",
                                                "Who gives keys for AWS, until when, and the region; no keys",
                                                describe_credentials_verb),
                   line.log_level);
  add_verb<KvsEmulatorOptions>(*app, line, "kvs-emulator",
                               "A local stand-in for Kinesis Video Streams; see its own --help", describe_emulator,
                               finish_emulator);
  add_verb<PanoramaOptions>(*app, line, "panorama",
                            "Check the manifests of an AWS Panorama project, open a port in them", describe_panorama);
  describe_log_format(*app, line.log_format);
  return app;
}

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  const auto app = make_app(line);
  try {
    app->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    line.command = ShowText{app->help()};
  } catch (const CLI::CallForVersion& version) {
    line.command = ShowText{fmt::format("{}\n", version.what())};
  } catch (const CLI::ParseError& error) {
    const auto verbs = app->get_subcommands();
    const auto verb = verbs.empty() ? "" : verbs[0]->get_name() + " ";
    throw UsageError(fmt::format("{}; see skyline {}--help", error.what(), verb));
  }
  return line;
}

}  // namespace skyline::cli
