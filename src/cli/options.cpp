// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>

#include "cli/errors.hpp"
#include "cli/sources/source.hpp"

namespace skyline::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done or SIGTERM, 1 something failed, 2 wrong use, 130 SIGINT. docs/cli.md has examples.";

/// An option whose text `parse` turns into the value; its complaint gets the option's name in front.
template <class Value, class Parse>
void add(CLI::App& app, const std::string& name, const char* type, Value& value, Parse parse, const std::string& help) {
  const auto assign = [&value, parse, name](const std::string& text) {
    try {
      value = parse(text);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}", name, error.what()));
    }
  };
  app.add_option_function<std::string>(name, assign, help)->type_name(type);
}

auto text() {
  return [](const std::string& value) {
    if (value.empty()) throw UsageError("needs a value");
    return value;
  };
}
auto number(double least, double most) {
  return [=](const std::string& value) { return parse_number(value, least, most); };
}

std::chrono::milliseconds parse_key_interval(const std::string& value) {
  return std::chrono::milliseconds{std::lround(parse_number(value, 0.1, 60) * 1000)};
}

void describe_source(CLI::App& app, ServeOptions& o) {
  add(app, "SOURCE", "", o.source, text(),
      "test: a generated scene (default); a media file; rtsp://...; /dev/videoN; -: raw frames on standard input");
  add(app, "--size", "WxH", o.size, parse_size,
      "pixels of the stream (test: 1280x720; -: of each frame; others: the source's)");
  add(app, "--fps", "N", o.fps, number(0.01, 1000),
      "frames a second, at most; 29.97 is fine (test: 30; others: the source's)");
  add(app, "--format", "FORMAT", o.format, parse_format,
      "of the frames on standard input: bgr rgb bgra rgba gray nv12 i420");
  app.add_flag("--loop", o.loop, "play a media file again and again");
  add(app, "--duration", "SECONDS", o.duration_s, number(0.001, 1e9), "end after this time");
}

void describe_rtsp(CLI::App& app, ServeOptions& o) {
  add(app, "--rtsp", "[ADDR:]PORT", o.rtsp, parse_endpoint,
      "where to listen (8554 on all addresses); port 0: any free one");
  add(app, "--path", "PATH", o.path, parse_path, "of the URL (/live)");
  add(app, "--user", "NAME", o.user, parse_user, "who may watch; without it a password is made and printed in the URL");
  add(app, "--password-file", "FILE", o.password_file, text(), "its first line is the user's password");
  app.add_flag("--allow-anonymous", o.allow_anonymous, "anyone who reaches the port may watch");
  add(app, "--tls-cert", "FILE", o.tls_cert, text(), "PEM certificate: serve rtsps only");
  add(app, "--tls-key", "FILE", o.tls_key, text(), "PEM key of the certificate");
}

void describe_encoding(CLI::App& app, ServeOptions& o) {
  add(
      app, "--bitrate", "KBIT/S", o.encoding.bitrate_kbps,
      [](const std::string& value) { return parse_whole_number(value, 10, 200'000); }, "(500)");
  add(app, "--encoder", "NAME", o.encoding.encoder, text(), "one of 'skyline encoders'; default: the first that works");
  add(app, "--key-interval", "SECONDS", o.encoding.key_interval, parse_key_interval,
      "time between key frames, 0.1 to 60 (4)");
}

void describe_credentials(CLI::App& app, CredentialsOptions& o) {
  add(app, "--credentials", "SOURCE", o.choice, parse_credentials,
      "chain: as AWS's own tools find keys (default); env: the environment; file:PATH; iot:FILE");
  add(app, "--profile", "NAME", o.profile, text(), "of the shared files, for the chain (AWS_PROFILE, then default)");
}

void describe_logging(CLI::App& app, LogLevel& level) {
  auto* verbose = app.add_flag_callback(
      "-v,--verbose", [&level] { level = LogLevel::kDebug; }, "say more on standard error");
  app.add_flag_callback(
         "-q,--quiet", [&level] { level = LogLevel::kError; }, "errors only")
      ->excludes(verbose);
}

/// What does not go together.
void check(const ServeOptions& o) {
  const auto kind = classify_source(o.source);
  struct Row {
    bool wrong;
    const char* message;
  };
  for (const auto& [wrong, message] : {
           Row{o.user.empty() != o.password_file.empty(), "--user and --password-file go together; give both or none"},
           Row{o.allow_anonymous && !o.user.empty(), "--allow-anonymous lets anyone in; leave it or --user out"},
           Row{o.tls_cert.empty() != o.tls_key.empty(), "--tls-cert and --tls-key go together; give both or none"},
           Row{o.loop && kind != SourceKind::kFile, "--loop is for a media file; leave it out"},
           Row{o.format && kind != SourceKind::kStdin, "--format is for the source -; leave it out"},
           Row{kind == SourceKind::kStdin && !(o.format && o.size),
               "the source - needs --format and --size, for example --format bgr --size 1280x720"},
           Row{kind == SourceKind::kTest && o.size && std::min(o.size->width, o.size->height) < 16,
               "--size: the source test is 16x16 at least"},
       }) {
    if (wrong) throw UsageError(message);
  }
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  ServeOptions serve_options;
  EncodersOptions encoders_options;
  CredentialsOptions credentials_options;

  CLI::App app("Live video of what an application sees, by RTSP.", "skyline");
  app.set_version_flag("--version", "skyline " SKYLINE_VERSION);
  app.require_subcommand(1);
  app.footer(kExitCodes);

  auto* serve = app.add_subcommand("serve", "Serve a source by RTSP; prints its URLs, one a line");
  serve->footer(kExitCodes);
  describe_source(*serve, serve_options);
  describe_rtsp(*serve, serve_options);
  describe_encoding(*serve, serve_options);
  add(*serve, "--stats", "FILE|-", serve_options.stats, text(), "one JSON object a second, one a line");
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
    check(serve_options);
    line.command = std::move(serve_options);
  }
  return line;
}

}  // namespace skyline::cli
