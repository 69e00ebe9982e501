// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

CommandLine parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "skyline");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

ServeOptions parse_serve(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "serve");
  return std::get<ServeOptions>(parse(std::move(arguments)).command);
}

std::string usage_error(std::vector<const char*> arguments) {
  try {
    static_cast<void>(parse(std::move(arguments)));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

TEST(Options, HaveTheDocumentedDefaults) {
  const auto options = parse_serve({});
  EXPECT_EQ(options.source.location, "test");
  EXPECT_EQ(options.rtsp->address, "0.0.0.0");
  EXPECT_EQ(options.rtsp->port, 8554);
  EXPECT_EQ(options.path, "/live");
  EXPECT_FALSE(options.source.fps || options.source.size || options.source.format || options.duration_s ||
               options.source.loop);
  EXPECT_FALSE(options.allow_anonymous);
  EXPECT_TRUE(options.kvs.stream.empty());
  EXPECT_TRUE(options.stats.empty() && options.encoding.encoder.empty());
}

TEST(Options, ReachTheirFields) {
  struct Row {
    std::vector<const char*> arguments;
    std::function<bool(const ServeOptions&)> holds;
  };
  const Row rows[] = {
      {{"film.mp4", "--loop"}, [](const auto& o) { return o.source.location == "film.mp4" && o.source.loop; }},
      {{"--rtsp", "127.0.0.1:0"}, [](const auto& o) { return o.rtsp->address == "127.0.0.1" && o.rtsp->port == 0; }},
      {{"--rtsp", "[::1]:8555"}, [](const auto& o) { return o.rtsp->address == "::1" && o.rtsp->port == 8555; }},
      {{"--rtsp=9000"}, [](const auto& o) { return o.rtsp->address == "0.0.0.0" && o.rtsp->port == 9000; }},
      {{"--path", "/a/b-1"}, [](const auto& o) { return o.path == "/a/b-1"; }},
      {{"--fit", "crop"}, [](const auto& o) { return o.fit == Fit::kCrop; }},
      {{"--config", "f", "--duration", "3"}, [](const auto& o) { return o.config == "f" && o.duration_s == 3; }},
      {{"--fps", "29.97"}, [](const auto& o) { return o.source.fps == 29.97; }},
      {{"--size", "640x360"},
       [](const auto& o) { return o.source.size->width == 640 && o.source.size->height == 360; }},
      {{"--bitrate", "2000"}, [](const auto& o) { return o.encoding.bitrate_kbps == 2000; }},
      {{"--key-interval", "0.5"}, [](const auto& o) { return o.encoding.key_interval.count() == 500; }},
      {{"--encoder", "x264enc"}, [](const auto& o) { return o.encoding.encoder == "x264enc"; }},
      {{"--duration", "2.5"}, [](const auto& o) { return o.duration_s == 2.5; }},
      {{"--stats", "-"}, [](const auto& o) { return o.stats == "-"; }},
      {{"--allow-anonymous"}, [](const auto& o) { return o.allow_anonymous; }},
      {{"--user", "ann", "--password-file", "f"},
       [](const auto& o) { return o.user == "ann" && o.password_file == "f"; }},
      {{"--tls-cert", "c", "--tls-key", "k"}, [](const auto& o) { return o.tls_cert == "c" && o.tls_key == "k"; }},
      {{"--kvs", "door"}, [](const auto& o) { return o.kvs.stream == "door" && !o.rtsp; }},
      {{"--kvs", "a.B_9-", "--rtsp", "0", "--path", "/x"}, [](const auto& o) { return o.rtsp && o.path == "/x"; }},
      {{"--kvs", "d", "--region", "eu-west-1"}, [](const auto& o) { return o.kvs.region == "eu-west-1"; }},
      {{"--kvs", "d", "--kvs-endpoint", "http://h:1"}, [](const auto& o) { return o.kvs.endpoint == "http://h:1"; }},
      {{"--kvs", "d", "--spool", "/s", "--spool-size", "20"},
       [](const auto& o) { return o.kvs.spool_dir == "/s" && o.kvs.spool_mb == 20; }},
      {{"--kvs", "d", "--no-create", "--retention", "0"},
       [](const auto& o) { return !o.kvs.create && o.kvs.retention_h == 0; }},
      {{"--kvs", "d", "--env", "/e"}, [](const auto& o) { return o.kvs.dotenv == "/e"; }},
      {{"--kvs", "d", "--profile", "p"}, [](const auto& o) { return o.kvs.profile == "p"; }},
      {{"--kvs", "d", "--credentials", "file:/f"}, [](const auto& o) { return o.kvs.credentials.path == "/f"; }},
      {{"-", "--format", "nv12", "--size", "3x3"},
       [](const auto& o) { return o.source.location == "-" && o.source.format == PixelFormat::kNv12; }},
  };
  for (const auto& row : rows) EXPECT_TRUE(row.holds(parse_serve(row.arguments))) << row.arguments[0];
}

TEST(Options, ChooseTheVerbAndTheLogLevel) {
  EXPECT_TRUE(std::get<EncodersOptions>(parse({"encoders", "--json"}).command).json);
  EXPECT_EQ(parse({"serve"}).log_level, LogLevel::kInfo);
  EXPECT_EQ(parse({"serve", "-v"}).log_level, LogLevel::kDebug);
  EXPECT_EQ(parse({"encoders", "--quiet"}).log_level, LogLevel::kError);
  EXPECT_THAT(std::get<ShowText>(parse({"--version"}).command).text, HasSubstr("skyline 0."));
  EXPECT_THAT(std::get<ShowText>(parse({"serve", "--help"}).command).text, HasSubstr("--key-interval"));
}

TEST(Options, AreRefusedWithWhatToDo) {
  struct Row {
    std::vector<const char*> arguments;
    const char* complaint;
  };
  const Row rows[] = {
      {{}, "see skyline --help"},
      {{"serve", "--nonsense"}, "see skyline serve --help"},
      {{"serve", "test", "test"}, "see skyline serve --help"},
      {{"serve", "-v", "-q"}, "excludes"},
      {{"serve", "--rtsp", "70000"}, "--rtsp: '70000'"},
      {{"serve", "--rtsp", "-1"}, "--rtsp"},
      {{"serve", "--rtsp", "localhost"}, "[ADDRESS:]PORT"},
      {{"serve", "--rtsp", "::1:80"}, "[ADDRESS:]PORT"},
      {{"serve", "--rtsp", ":80"}, "[ADDRESS:]PORT"},
      {{"serve", "--rtsp", "a b:80"}, "[ADDRESS:]PORT"},
      {{"serve", "--rtsp", "8554 "}, "[ADDRESS:]PORT"},
      {{"serve", "--size", "1280"}, "WIDTHxHEIGHT"},
      {{"serve", "--size", "0x720"}, "WIDTHxHEIGHT"},
      {{"serve", "--size", "9000x720"}, "WIDTHxHEIGHT"},
      {{"serve", "--size", "640x360x2"}, "WIDTHxHEIGHT"},
      {{"serve", "--size", "8x8"}, "16x16"},
      {{"serve", "--fit", "wide"}, "letterbox, crop, stretch"},
      {{"serve", "--config", "f", "--path", "/x"}, "--path does not go with --config"},
      {{"serve", "film.mp4", "--config", "f"}, "SOURCE does not go with --config"},
      {{"serve", "--fps", "0"}, "0.01 to 1000"},
      {{"serve", "--fps", "nan"}, "0.01 to 1000"},
      {{"serve", "--fps", "1e9"}, "0.01 to 1000"},
      {{"serve", "--fps", ""}, "0.01 to 1000"},
      {{"serve", "--bitrate", "9"}, "10 to 200000"},
      {{"serve", "--bitrate", "500k"}, "10 to 200000"},
      {{"serve", "--bitrate", "99999999999"}, "10 to 200000"},
      {{"serve", "--key-interval", "0.01"}, "0.1 to 60"},
      {{"serve", "--duration", "-3"}, "--duration"},
      {{"serve", "--path", "live"}, "/NAME"},
      {{"serve", "--path", "/"}, "/NAME"},
      {{"serve", "--path", "/a//b"}, "/NAME"},
      {{"serve", "--path", "/a?b"}, "/NAME"},
      {{"serve", "--user", "a:b", "--password-file", "f"}, "--user"},
      {{"serve", "--user", "ann"}, "--password-file"},
      {{"serve", "--password-file", "f"}, "--user"},
      {{"serve", "--user", "ann", "--password-file", "f", "--allow-anonymous"}, "--allow-anonymous"},
      {{"serve", "--tls-cert", "c"}, "--tls-key"},
      {{"serve", "--tls-key", "k"}, "--tls-cert"},
      {{"serve", "--kvs", "a b"}, "--kvs"},
      {{"serve", "--kvs", ""}, "--kvs"},
      {{"serve", "--region", "eu-west-1"}, "--kvs"},
      {{"serve", "--spool", "/s"}, "--kvs"},
      {{"serve", "--credentials", "env"}, "--kvs"},
      {{"serve", "--env", "x"}, "--kvs"},
      {{"serve", "--kvs", "d", "--spool-size", "5"}, "--spool"},
      {{"serve", "--kvs", "d", "--spool", "/s", "--spool-size", "1"}, "2 to 16000000"},
      {{"serve", "--kvs", "d", "--retention", "-1"}, "0 to 87600"},
      {{"serve", "--kvs", "d", "--user", "ann", "--password-file", "f"}, "add --rtsp"},
      {{"serve", "--kvs", "d", "--path", "/x"}, "add --rtsp"},
      {{"serve", "--kvs", "d", "--allow-anonymous"}, "add --rtsp"},
      {{"serve", "--loop"}, "loop is for"},
      {{"serve", "--format", "bgr"}, "format is for"},
      {{"serve", "-", "--size", "2x2"}, "needs format and size"},
      {{"serve", "-", "--format", "bgr"}, "needs format and size"},
      {{"serve", "-", "--format", "yuy2", "--size", "2x2"}, "i420"},
      {{"serve", "gopher://host/x"}, "'gopher://'"},
      {{"serve", "", "--loop"}, "SOURCE"},
      {{"encoders", "extra"}, "see skyline encoders --help"},
  };
  for (const auto& row : rows) {
    const auto error = usage_error(row.arguments);
    EXPECT_THAT(error, HasSubstr(row.complaint)) << (row.arguments.empty() ? "" : row.arguments.back());
    EXPECT_THAT(error, Not(HasSubstr("\n")));
  }
}

TEST(Values, FramesOfOddSizesHaveAllTheirChroma) {
  EXPECT_EQ(frame_bytes(PixelFormat::kBgr, {5, 3}), 45U);
  EXPECT_EQ(frame_bytes(PixelFormat::kRgba, {5, 3}), 60U);
  EXPECT_EQ(frame_bytes(PixelFormat::kGray, {5, 3}), 15U);
  EXPECT_EQ(frame_bytes(PixelFormat::kI420, {5, 3}), 15U + 2 * 3 * 2);
  EXPECT_EQ(frame_bytes(PixelFormat::kNv12, {5, 3}), 15U + 6 * 2);
}

TEST(Options, ForTheEmulatorAreNotLookedAt) {
  const auto line = parse({"kvs-emulator", "--help", "--data", "x", "-v"});
  const auto& options = std::get<KvsEmulatorOptions>(line.command);
  EXPECT_EQ(options.arguments, (std::vector<std::string>{"--help", "--data", "x", "-v"}));
}

TEST(Options, OfDoctorAreThoseOfServeWhereTheyMeanTheSame) {
  const auto parse_doctor = [](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "doctor");
    return std::get<DoctorOptions>(parse(std::move(arguments)).command);
  };
  const auto defaults = parse_doctor({});
  EXPECT_FALSE(defaults.rtsp || defaults.send || defaults.json || defaults.verbose || defaults.quiet);
  const auto options =
      parse_doctor({"--rtsp", "[::1]:9000", "--kvs", "door", "--region", "eu-west-1", "--env", "e", "--kvs-endpoint",
                    "http://h", "--profile", "dev", "--spool", "s", "--spool-size", "5", "--send", "--json", "-v"});
  EXPECT_EQ(options.rtsp->port, 9000);
  EXPECT_EQ(options.kvs.stream, "door");
  EXPECT_EQ(options.kvs.region, "eu-west-1");
  EXPECT_EQ(options.kvs.endpoint, "http://h");
  EXPECT_EQ(options.kvs.dotenv, "e");
  EXPECT_EQ(options.kvs.profile, "dev");
  EXPECT_EQ(options.kvs.spool_dir, "s");
  EXPECT_EQ(options.kvs.spool_mb, 5);
  EXPECT_TRUE(options.send && options.json && options.verbose);
  EXPECT_EQ(parse_doctor({"--region", "eu-west-1", "--spool", "s"}).kvs.region, "eu-west-1") << "without --kvs";
  EXPECT_THAT(usage_error({"doctor", "--send"}), HasSubstr("--kvs"));
  EXPECT_THAT(usage_error({"doctor", "--credentials", "env", "--profile", "dev"}), HasSubstr("--profile is for"));
}

}  // namespace
}  // namespace skyline::cli
