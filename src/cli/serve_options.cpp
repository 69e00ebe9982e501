// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/option.hpp"
#include "cli/sources/source.hpp"

namespace skyline::cli {
namespace {

std::chrono::milliseconds parse_key_interval(const std::string& value) {
  return std::chrono::milliseconds{std::lround(parse_number(value, 0.1, 60) * 1000)};
}

void describe_source(CLI::App& app, ServeOptions& o) {
  add(app, "SOURCE", "test|FILE|URL|-", o.source.location, text(),
      "test: a generated scene (default); a media file; rtsp://...; /dev/videoN; -: raw frames on standard input");
  add(app, "--size", "WxH", o.source.size, parse_size,
      "pixels of the stream (test: 1280x720; -: of each frame; others: the source's)");
  add(app, "--fit", "letterbox|crop|stretch", o.fit, parse_fit,
      "of frames that have another shape than --size (letterbox)");
  add(app, "--fps", "N", o.source.fps, number(0.01, 1000),
      "frames a second, at most; 29.97 is fine (test: 30; others: the source's)");
  add(app, "--format", "bgr|rgb|bgra|rgba|gray|nv12|i420", o.source.format, parse_format,
      "of the frames on standard input");
  app.add_flag("--loop", o.source.loop, "play a media file again and again");
  add(app, "--duration", "SECONDS", o.duration_s, number(0.001, 1e9), "end after this time");
}

void describe_rtsp(CLI::App& app, ServeOptions& o) {
  describe_endpoint(app, o.rtsp,
                    "where to listen (8554 on all addresses; with --kvs: not at all); port 0: any free one");
  add(app, "--path", "PATH", o.path, parse_path, "of the URL (/live)");
  add(app, "--user", "NAME", o.user, parse_user, "who may watch; without it a password is made and printed in the URL");
  add(app, "--password-file", "FILE", o.password_file, text(), "its first line is the user's password");
  app.add_flag("--allow-anonymous", o.allow_anonymous, "anyone who reaches the port may watch");
  add(app, "--tls-cert", "FILE", o.tls_cert, text(), "PEM certificate: serve rtsps only");
  add(app, "--tls-key", "FILE", o.tls_key, text(), "PEM key of the certificate");
}

void describe_encoding(CLI::App& app, ServeOptions& o) {
  add(app, "--bitrate", "KBIT/S", o.encoding.bitrate_kbps, whole_number(10, 200'000), "of the encoding (500)");
  add(app, "--encoder", "NAME", o.encoding.encoder, text(), "one of 'skyline encoders'; default: the first that works");
  add(app, "--key-interval", "SECONDS", o.encoding.key_interval, parse_key_interval,
      "time between key frames, 0.1 to 60 (4)");
}

void describe_kvs(CLI::App& app, KvsSettings& o) {
  auto* const stream = add(app, "--kvs", "STREAM", o.stream, parse_stream,
                           "send to this stream of Kinesis Video Streams; RTSP is then off without --rtsp");
  app.add_flag_callback(
      "--no-create", [&o] { o.create = false; }, "the stream has to be there; do not make it");
  add(app, "--retention", "HOURS", o.retention_h, whole_number(0, 87'600), "of a stream that is made (24)");
  describe_spool(app, o);
  auto names = describe_kvs_place(app, o);
  for (const auto* name : {"--no-create", "--retention", "--spool", "--spool-size"}) names.emplace_back(name);
  for (const auto& name : names) app.get_option(name)->needs(stream);
}

/// The heading, in help and manual, of what was added since the last one.
void name_group(CLI::App& app, const char* name) {
  for (auto* option : app.get_options()) {
    if (option != app.get_help_ptr() && !option->get_positional() && option->get_group() == "Options") {
      option->group(name);
    }
  }
}

void check(const ServeOptions& o) {
  check_source(o.source);
  struct Row {
    bool wrong;
    const char* message;
  };
  for (const auto& [wrong, message] : {
           Row{o.user.empty() != o.password_file.empty(), "--user and --password-file go together; give both or none"},
           Row{o.allow_anonymous && !o.user.empty(), "--allow-anonymous lets anyone in; leave it or --user out"},
           Row{o.tls_cert.empty() != o.tls_key.empty(), "--tls-cert and --tls-key go together; give both or none"},
       }) {
    if (wrong) throw UsageError(message);
  }
}

/// What a file has cannot be said here, too: nobody would know which of them counts.
void refuse_beside_config(const CLI::App& app) {
  static constexpr std::array kAllowed{"--config",  "--duration", "--stats",     "--metrics",
                                       "--verbose", "--quiet",    "--log-format"};
  for (const auto* option : app.get_options()) {
    const auto name = option->get_name(false, false);
    if (option->count() == 0 || std::find(kAllowed.begin(), kAllowed.end(), name) != kAllowed.end()) continue;
    throw UsageError(fmt::format("{} does not go with --config; write it into the file", name));
  }
}

}  // namespace

void describe_credentials(CLI::App& app, CredentialsChoice& choice, std::string& profile) {
  add(app, "--credentials", "chain|env|file:PATH|iot:FILE", choice, parse_credentials,
      "chain: as AWS's own tools find keys (default); env: the environment; file:PATH; iot:FILE");
  add(app, "--profile", "NAME", profile, text(), "of the shared files, for the chain (AWS_PROFILE, then default)");
}

void describe_endpoint(CLI::App& app, std::optional<Endpoint>& rtsp, const char* help) {
  add(app, "--rtsp", "[ADDR:]PORT", rtsp, parse_endpoint, help);
}

std::vector<std::string> describe_kvs_place(CLI::App& app, KvsSettings& o) {
  add(app, "--region", "REGION", o.region, text(), "of the stream (the environment's, then the profile's)");
  add(app, "--kvs-endpoint", "URL", o.endpoint, text(), "of the control plane, such as the emulator's");
  add(app, "--env", "FILE", o.dotenv, text(), "settings and keys (the first .env from here upwards)");
  describe_credentials(app, o.credentials, o.profile);
  return {"--region", "--kvs-endpoint", "--env", "--credentials", "--profile"};
}

void describe_spool(CLI::App& app, KvsSettings& o) {
  auto* const folder =
      add(app, "--spool", "DIR", o.spool_dir, text(), "keep on disk what was not delivered yet (memory only)");
  add(app, "--spool-size", "MB", o.spool_mb, whole_number(2, 16'000'000), "at most so much of it (1000)")
      ->needs(folder);
}

void describe_serve(CLI::App& app, ServeOptions& options) {
  describe_source(app, options);
  name_group(app, "Source");
  describe_rtsp(app, options);
  name_group(app, "RTSP");
  describe_kvs(app, options.kvs);
  name_group(app, "Kinesis Video Streams, with --kvs");
  describe_encoding(app, options);
  name_group(app, "Encoding");
  add(app, "--config", "FILE", options.config, text(),
      "streams, outputs and users from a YAML file; SIGHUP reads it again (docs/05-config-file.md)");
  add(app, "--stats", "FILE|-", options.stats, text(), "one JSON object a second, one a line");
  add(app, "--metrics", "[ADDR:]PORT", options.metrics, parse_local_endpoint,
      "answer /metrics (Prometheus) and /healthz by HTTP there (at 127.0.0.1 without an address)");
}

void finish_serve(const CLI::App& app, ServeOptions& options) {
  options.log_level_given = app.count("--verbose") + app.count("--quiet") > 0;
  options.log_format_given = app.count("--log-format") > 0;
  if (!options.config.empty()) {
    refuse_beside_config(app);
    return;
  }
  check(options);
  if (options.kvs.stream.empty() && !options.rtsp) options.rtsp = Endpoint{};
  if (options.rtsp) return;
  for (const auto* name : {"--path", "--user", "--password-file", "--allow-anonymous", "--tls-cert", "--tls-key"}) {
    if (app.count(name) == 0) continue;
    throw UsageError(
        fmt::format("{} is for RTSP, which --kvs leaves off; add --rtsp 8554, or leave {} out", name, name));
  }
}

}  // namespace skyline::cli
