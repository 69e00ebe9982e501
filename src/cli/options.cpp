// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/console.hpp"
#include "cli/doctor/doctor_options.hpp"
#include "cli/errors.hpp"
#include "cli/help_format.hpp"
#include "cli/option.hpp"
#include "cli/panorama/panorama.hpp"
#include "cli/serve_options.hpp"

namespace skyline::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done or SIGTERM, 1 something failed, 2 wrong use, 130 SIGINT. docs/04-command-line.md has examples.";

/// The format takes effect while the command line is read, so that a complaint about the rest of it has it, too.
void describe_logging(CLI::App& app, CommandLine& line) {
  auto* verbose = app.add_flag_callback(
      "-v,--verbose", [&line] { line.log_level = LogLevel::kDebug; }, "say more on standard error");
  app.add_flag_callback(
         "-q,--quiet", [&line] { line.log_level = LogLevel::kError; }, "errors only")
      ->excludes(verbose);
  const auto parse = [](const std::string& value) {
    const auto chosen = parse_log_format(value);
    set_log_format(chosen);
    return chosen;
  };
  add(app, "--log-format", "text|json", line.log_format, parse, "of the lines on standard error (text)")
      ->trigger_on_parse();
}

/// A word of `skyline WORD`. `finish` settles, once all is parsed, what depends on other options.
template <class Options>
void add_verb(
    CLI::App& app, CommandLine& line, const char* name, const char* help,
    const std::function<void(CLI::App&, Options&)>& describe,
    const std::function<void(const CLI::App&, Options&)>& finish = [](const CLI::App&, Options&) {}) {
  auto options = std::make_shared<Options>();
  auto* verb = app.add_subcommand(name, help);
  describe(*verb, *options);
  if (!verb->get_prefix_command()) describe_logging(*verb, line);
  verb->callback([verb, options, finish, &line] {
    finish(*verb, *options);
    line.command = std::move(*options);
  });
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
  app->formatter(std::make_shared<HelpFormat>());  // before the verbs, which take it over, as they do the flag
  app->group("Commands");                          // what its verbs are listed under
  app->set_help_flag("-h,--help", "print this and exit");
  app->set_version_flag("--version", "skyline " SKYLINE_VERSION, "print the version and exit");
  app->require_subcommand(1);
  app->footer(kExitCodes);

  add_verb<ServeOptions>(*app, line, "serve", "Serve a source by RTSP, send it to Kinesis Video Streams, or both",
                         describe_serve, finish_serve);
  add_verb<CheckOptions>(*app, line, "check", "Whether a configuration file is in order", describe_check, finish_check);
  add_verb<DoctorOptions>(*app, line, "doctor", "Prove that serving works here, and say what to mend where it does not",
                          describe_doctor, finish_doctor);
  add_verb<EncodersOptions>(*app, line, "encoders", "Every encoder, which one is chosen and why the others are not",
                            describe_encoders);
  add_verb<CredentialsOptions>(*app, line, "credentials", "Who gives keys for AWS, until when, and the region; no keys",
                               describe_credentials_verb);
  add_verb<KvsEmulatorOptions>(*app, line, "kvs-emulator",
                               "A local stand-in for Kinesis Video Streams; see its own --help", describe_emulator,
                               finish_emulator);
  add_verb<PanoramaOptions>(*app, line, "panorama",
                            "Check the manifests of an AWS Panorama project, open a port in them", describe_panorama);
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
