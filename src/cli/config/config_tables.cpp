// SPDX-License-Identifier: Apache-2.0
#include "cli/config/config_tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace skyline::cli {
namespace {

constexpr int kMostStreams = 64;
constexpr int kMostUsers = 256;
constexpr std::size_t kMostTags = 50;

std::string any_text(const std::string& text) {
  if (text.empty()) throw UsageError("needs a value");
  return text;
}

std::string parse_name(const std::string& text) {
  constexpr std::size_t kLongest = 64;
  if (text.size() > kLongest) throw UsageError(fmt::format("'{}' is longer than {} characters", text, kLongest));
  return parse_stream(text);
}

Profile parse_profile(const std::string& text) {
  if (text == "baseline") return Profile::kBaseline;
  if (text == "main") return Profile::kMain;
  if (text == "high") return Profile::kHigh;
  throw UsageError(fmt::format("'{}' is no H.264 profile; there are baseline, main, high", text));
}

LogLevel parse_level(const std::string& text) {
  if (text == "debug") return LogLevel::kDebug;
  if (text == "info") return LogLevel::kInfo;
  if (text == "error") return LogLevel::kError;
  throw UsageError(fmt::format("'{}' is no level; there are debug, info, error", text));
}

const std::vector<std::string>& presets() {
  static const std::vector<std::string> all{"ultrafast", "superfast", "veryfast", "faster",   "fast",
                                            "medium",    "slow",      "slower",   "veryslow", "placebo"};
  return all;
}

std::string parse_preset(const std::string& text) {
  if (std::find(presets().begin(), presets().end(), text) != presets().end()) return text;
  throw UsageError(fmt::format("'{}' is no preset of x264; superfast is one", text));
}

/// Never part of a message. A value of the file itself is remembered to be one: the file is then not for everybody.
std::string read_secret(const Value& value) {
  constexpr std::string_view kFile = "file:";
  const auto raw = value.raw();
  if (raw.starts_with(kFile)) return value.reading().expand(fmt::format("${{{}}}", raw));
  if (raw.find("${") == std::string::npos) value.reading().has_secret();
  auto secret = value.text();
  if (secret.empty()) throw UsageError("needs a value");
  return secret;
}

/// Credentials' files begin at the configuration's folder, too.
CredentialsChoice read_credentials(const Value& value) {
  auto choice = parse_credentials(value.text());
  if (!choice.path.empty()) choice.path = value.reading().resolve(choice.path);
  return choice;
}

std::string read_source(const Value& value) {
  const auto raw = value.raw();
  const auto at = raw.find("://") == std::string::npos ? std::string::npos : raw.find('@');
  if (at != std::string::npos && raw.find("${") == std::string::npos) value.reading().has_secret();
  return any_text(value.text());
}

Field<RtspUser> password_field() {
  return {"password",
          {{"type", "string"},
           {"minLength", 1},
           {"description", "${VARIABLE}, file:NAME (its first line), or the password itself"}},
          [](const Value& value, RtspUser& user) { user.password = read_secret(value); }};
}

/// A port alone is a number for YAML.
template <class Object, class Parse>
Field<Object> endpoint_field(const std::string& key, Endpoint Object::*member, Parse parse, const std::string& help) {
  return text_field(key, member, parse, help, {{"type", {"string", "integer"}}});
}

Fields<FileRtsp> rtsp_fields() {
  const Fields<RtspUser> user{required(text_field("name", &RtspUser::name, parse_user, "who")),
                              required(password_field())};
  const Fields<FileTls> tls{required(file_field("certificate", &FileTls::certificate, "PEM file")),
                            required(file_field("key", &FileTls::key, "PEM file"))};
  const Fields<FileMulticast> multicast{
      required(text_field("group", &FileMulticast::group, any_text, "first address, such as 239.255.42.1")),
      number_field("port", &FileMulticast::port, 1024, 65334, "first port, an even one (5000)"),
      number_field("ttl", &FileMulticast::ttl, 1, 255, "hops (1)")};
  return {
      endpoint_field("listen", &FileRtsp::listen, parse_endpoint, "[ADDRESS:]PORT (0.0.0.0:8554)"),
      list_field("users", &FileRtsp::users, user, kMostUsers, "who may watch; none: viewer, with a password made anew"),
      flag_field("allow_anonymous", &FileRtsp::allow_anonymous, "anyone who reaches the port may watch"),
      flag_field("basic_auth", &FileRtsp::basic_auth, "offer basic beside digest; with tls only"),
      object_field("tls", &FileRtsp::tls, tls, "serve rtsps only"),
      object_field("multicast", &FileRtsp::multicast, multicast, "offer multicast, too"),
      flag_field("http_tunnel", &FileRtsp::http_tunnel, "offer RTSP over HTTP"),
      number_field("max_connections", &FileRtsp::max_connections, 1, 100'000, "in all (512)"),
      number_field("max_connections_per_address", &FileRtsp::max_connections_per_address, 1, 100'000, "(32)"),
  };
}

Fields<EncodingConfig> encoding_fields() {
  return {
      text_field("encoder", &EncodingConfig::encoder, any_text,
                 "an element `skyline encoders` lists (the first that works)"),
      number_field("bitrate_kbps", &EncodingConfig::bitrate_kbps, 10, 200'000, "decimal kilobits a second (500)"),
      choice_field("profile", &EncodingConfig::profile, parse_profile, {"baseline", "main", "high"}, "H.264's (high)"),
      choice_field("preset", &EncodingConfig::preset, parse_preset, presets(), "x264's (superfast)"),
      number_field("vbv_ms", &EncodingConfig::vbv, 100, 10'000,
                   "rate-control buffer: larger is a better picture, smaller suits thin links (1500)"),
      {"key_interval_s",
       {{"type", "number"}, {"minimum", 0.1}, {"maximum", 60}, {"description", "time between key frames (4)"}},
       [](const Value& value, EncodingConfig& encoding) {
         encoding.key_interval = std::chrono::milliseconds{std::lround(parse_number(value.number(), 0.1, 60) * 1000)};
       }},
  };
}

void read_tags(const Value& value, KvsSettings& kinesis) {
  const auto entries = value.entries();
  if (entries.size() > kMostTags) throw UsageError(fmt::format("{} tags are the most", kMostTags));
  for (const auto& [key, child] : entries) kinesis.tags[key] = child.text();
}

Fields<KvsSettings> kinesis_fields() {
  return {
      text_field("stream", &KvsSettings::stream, parse_stream, "the stream's name there (the name here)"),
      text_field("region", &KvsSettings::region, any_text, "such as eu-west-1 (the environment's, then the profile's)"),
      text_field("endpoint", &KvsSettings::endpoint, any_text, "URL of the control plane, such as the emulator's"),
      file_field("ca_file", &KvsSettings::ca_file, "PEM certificates to trust (the system's)"),
      {"credentials",
       {{"type", "string"},
        {"pattern", "^(chain|env|file:.+|iot:.+)$"},
        {"description", "where keys come from (chain)"}},
       [](const Value& value, KvsSettings& kinesis) { kinesis.credentials = read_credentials(value); }},
      text_field("profile", &KvsSettings::profile, any_text, "of the shared files, for the chain"),
      file_field("env_file", &KvsSettings::dotenv, "a .env file (the first from the working directory upwards)"),
      flag_field("create", &KvsSettings::create, "make the stream when it is not there (true)"),
      number_field("retention_h", &KvsSettings::retention_h, 0, 87'600, "hours, of a stream that is made (24)"),
      text_field("kms_key_id", &KvsSettings::kms_key_id, any_text, "of a stream that is made (AWS's own key)"),
      {"tags",
       {{"type", "object"},
        {"maxProperties", kMostTags},
        {"additionalProperties", {{"type", "string"}}},
        {"description", "of a stream that is made"}},
       read_tags},
      number_field("buffer_mb", &KvsSettings::buffer_mb, 1, 16'000, "kept in memory until it is persisted (64)"),
      number_field("buffer_age_s", &KvsSettings::buffer_age_s, 10, 86'400, "at most so long (120)"),
      file_field("spool_dir", &KvsSettings::spool_dir, "a folder for what was not delivered (memory only)"),
      number_field("spool_mb", &KvsSettings::spool_mb, 2, 16'000'000, "at most so much of it (1000)"),
      number_field("backlog_kbps", &KvsSettings::backlog_kbps, 1, 1'000'000,
                   "bandwidth for what is sent later, decimal kilobits a second (8000)"),
  };
}

Field<FileStreamRtsp> viewers_field() {
  return {"users",
          {{"type", "array"},
           {"items", {{"type", "string"}}},
           {"maxItems", kMostUsers},
           {"minItems", 1},
           {"description", "names of those in rtsp.users who may watch this stream (all)"}},
          [](const Value& value, FileStreamRtsp& rtsp) {
            rtsp.users.emplace();
            for (const auto& each : value.list(kMostUsers)) rtsp.users->push_back(parse_user(each.text()));
            if (rtsp.users->empty()) throw UsageError("names nobody; leave it out for all users");
          }};
}

/// A field of what a stream's settings have inside.
template <class Inner>
Field<FileStream> inner(Inner StreamSettings::*member, const Field<Inner>& field) {
  return {field.key, field.schema,
          [=](const Value& value, FileStream& stream) { field.read(value, stream.settings.*member); }, field.required};
}

Field<FileStream> of_settings(const Field<StreamSettings>& field) {
  return {field.key, field.schema, [=](const Value& value, FileStream& stream) { field.read(value, stream.settings); },
          field.required};
}

Fields<FileStream> stream_fields() {
  const Fields<FileStreamRtsp> rtsp{
      text_field("path", &FileStreamRtsp::path, parse_path, "of the URL (/NAME)"),
      viewers_field(),
  };
  using S = SourceSettings;
  return {
      required(of_settings(text_field("name", &StreamSettings::name, parse_name, "for logs, metrics and paths"))),
      inner(&StreamSettings::source,
            Field<S>{"source",
                     {{"type", "string"}, {"description", "test, a media file, rtsp://..., /dev/videoN or - (test)"}},
                     [](const Value& value, S& source) { source.location = read_source(value); }}),
      inner(&StreamSettings::source, text_field("size", &S::size, parse_size, "of the stream (the source's)",
                                                {{"type", "string"}, {"pattern", "^[0-9]+x[0-9]+$"}})),
      of_settings(choice_field("fit", &StreamSettings::fit, parse_fit, {"letterbox", "crop", "stretch"},
                               "of frames of another shape than size (letterbox)")),
      inner(&StreamSettings::source, number_field("fps", &S::fps, 0.01, 1000., "frames a second, at most")),
      inner(&StreamSettings::source,
            choice_field("format", &S::format, parse_format, {"bgr", "rgb", "bgra", "rgba", "gray", "nv12", "i420"},
                         "of the frames on standard input")),
      inner(&StreamSettings::source, flag_field("loop", &S::loop, "play a media file again and again")),
      of_settings(object_field("encoding", &StreamSettings::encoding, encoding_fields(), "how it is compressed")),
      object_field("rtsp", &FileStream::rtsp, rtsp, "serve it by RTSP (done when there is no kinesis either)"),
      object_field("kinesis", &FileStream::kinesis, kinesis_fields(), "send it to Amazon Kinesis Video Streams"),
  };
}

}  // namespace

const Fields<FileConfig>& config_fields() {
  static const Fields<FileMetrics> metrics{
      required(endpoint_field("listen", &FileMetrics::listen, parse_local_endpoint, "[ADDRESS:]PORT (at 127.0.0.1)")),
  };
  static const Fields<LogSettings> log{
      choice_field("format", &LogSettings::format, parse_log_format, {"text", "json"}, "of lines (text)"),
      choice_field("level", &LogSettings::level, parse_level, {"debug", "info", "error"}, "and above (info)"),
  };
  static const Fields<FileConfig> fields{
      object_field("rtsp", &FileConfig::rtsp, rtsp_fields(), "the RTSP server that the streams share"),
      object_field("metrics", &FileConfig::metrics, metrics, "answer /metrics (Prometheus) and /healthz by HTTP"),
      object_field("log", &FileConfig::log, log, "lines on standard error"),
      required(
          list_field("streams", &FileConfig::streams, stream_fields(), kMostStreams, "a source and where it goes")),
  };
  return fields;
}

}  // namespace skyline::cli
