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
  add(app, "SOURCE", "", o.source.location, text(),
      "test: a generated scene (default); a media file; rtsp://...; /dev/videoN; -: raw frames on standard input");
  add(app, "--size", "WxH", o.source.size, parse_size,
      "pixels of the stream (test: 1280x720; -: of each frame; others: the source's)");
  add(app, "--fit", "HOW", o.fit, parse_fit,
      "of frames that have another shape than --size: letterbox (default), crop, stretch");
  add(app, "--fps", "N", o.source.fps, number(0.01, 1000),
      "frames a second, at most; 29.97 is fine (test: 30; others: the source's)");
  add(app, "--format", "FORMAT", o.source.format, parse_format,
      "of the frames on standard input: bgr rgb bgra rgba gray nv12 i420");
  app.add_flag("--loop", o.source.loop, "play a media file again and again");
  add(app, "--duration", "SECONDS", o.duration_s, number(0.001, 1e9), "end after this time");
}

void describe_rtsp(CLI::App& app, ServeOptions& o) {
  add(app, "--rtsp", "[ADDR:]PORT", o.rtsp, parse_endpoint,
      "where to listen (8554 on all addresses; with --kvs: not at all); port 0: any free one");
  add(app, "--path", "PATH", o.path, parse_path, "of the URL (/live)");
  add(app, "--user", "NAME", o.user, parse_user, "who may watch; without it a password is made and printed in the URL");
  add(app, "--password-file", "FILE", o.password_file, text(), "its first line is the user's password");
  app.add_flag("--allow-anonymous", o.allow_anonymous, "anyone who reaches the port may watch");
  add(app, "--tls-cert", "FILE", o.tls_cert, text(), "PEM certificate: serve rtsps only");
  add(app, "--tls-key", "FILE", o.tls_key, text(), "PEM key of the certificate");
}

void describe_encoding(CLI::App& app, ServeOptions& o) {
  add(app, "--bitrate", "KBIT/S", o.encoding.bitrate_kbps, whole_number(10, 200'000), "(500)");
  add(app, "--encoder", "NAME", o.encoding.encoder, text(), "one of 'skyline encoders'; default: the first that works");
  add(app, "--key-interval", "SECONDS", o.encoding.key_interval, parse_key_interval,
      "time between key frames, 0.1 to 60 (4)");
}

void describe_kvs(CLI::App& app, KvsSettings& o) {
  auto* const stream = add(app, "--kvs", "STREAM", o.stream, parse_stream,
                           "send to this stream of Kinesis Video Streams; RTSP is then off without --rtsp");
  auto* const no_create = app.add_flag_callback(
      "--no-create", [&o] { o.create = false; }, "the stream has to be there; do not make it");
  for (auto* option : {
           no_create,
           add(app, "--region", "REGION", o.region, text(), "of the stream (the environment's, then the profile's)"),
           add(app, "--kvs-endpoint", "URL", o.endpoint, text(), "of the control plane, such as the emulator's"),
           add(app, "--spool", "DIR", o.spool_dir, text(), "keep on disk what was not delivered yet (memory only)"),
           add(app, "--spool-size", "MB", o.spool_mb, whole_number(2, 16'000'000), "at most so much of it (1000)"),
           add(app, "--retention", "HOURS", o.retention_h, whole_number(0, 87'600), "of a stream that is made (24)"),
           add(app, "--env", "FILE", o.dotenv, text(), "settings and keys (the first .env from here upwards)"),
       }) {
    option->needs(stream);
  }
  describe_credentials(app, o.credentials, o.profile);
  for (const auto* name : {"--credentials", "--profile"}) app.get_option(name)->needs(stream);
  app.get_option("--spool-size")->needs(app.get_option("--spool"));
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
  static constexpr std::array kAllowed{"--config", "--duration", "--stats", "--verbose", "--quiet"};
  for (const auto* option : app.get_options()) {
    const auto name = option->get_name(false, false);
    if (option->count() == 0 || std::find(kAllowed.begin(), kAllowed.end(), name) != kAllowed.end()) continue;
    throw UsageError(fmt::format("{} does not go with --config; write it into the file", name));
  }
}

}  // namespace

void describe_credentials(CLI::App& app, CredentialsChoice& choice, std::string& profile) {
  add(app, "--credentials", "SOURCE", choice, parse_credentials,
      "chain: as AWS's own tools find keys (default); env: the environment; file:PATH; iot:FILE");
  add(app, "--profile", "NAME", profile, text(), "of the shared files, for the chain (AWS_PROFILE, then default)");
}

void describe_serve(CLI::App& app, ServeOptions& options) {
  add(app, "--config", "FILE", options.config, text(),
      "streams, outputs and users from a YAML file; SIGHUP reads it again (docs/05-config-file.md)");
  describe_source(app, options);
  describe_rtsp(app, options);
  describe_kvs(app, options.kvs);
  describe_encoding(app, options);
  add(app, "--stats", "FILE|-", options.stats, text(), "one JSON object a second, one a line");
}

void finish_serve(const CLI::App& app, ServeOptions& options) {
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
