// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/config/config_file.hpp"
#include "cli/errors.hpp"
#include "cli/nearest.hpp"

namespace skyline::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

ServeSettings parse(const std::string& text) { return parse_config(text, "/etc/skyline/test.yaml"); }

std::string problems(const std::string& text) {
  try {
    static_cast<void>(parse(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { unsetenv(name_); }

 private:
  const char* name_;
};

TEST(Config, ALoneStreamIsServedAtItsName) {
  const auto settings = parse("streams: [{name: door}]");
  ASSERT_TRUE(settings.rtsp);
  EXPECT_EQ(settings.rtsp->port, 8554);
  EXPECT_TRUE(settings.rtsp->users.empty());
  ASSERT_EQ(settings.streams.size(), 1U);
  EXPECT_EQ(settings.streams[0].source.location, "test");
  EXPECT_EQ(settings.streams[0].path, "/door");
  EXPECT_TRUE(settings.streams[0].kvs.stream.empty());
}

TEST(Config, EveryKeyReachesItsField) {
  const auto settings = parse(R"(
metrics: {listen: 9464}
log: {format: json, level: error}
rtsp:
  listen: "[::1]:8555"
  tls: {certificate: tls/cert.pem, key: /k.pem}
  basic_auth: true
  http_tunnel: true
  max_connections: 10
  max_connections_per_address: 2
streams:
  - name: door
    source: film.mp4
    size: 640x360
    fit: crop
    fps: 12.5
    loop: true
    encoding:
      {encoder: x264enc, bitrate_kbps: 700, profile: main, preset: fast, vbv_ms: 400, key_interval_s: 1.5}
    rtsp: {path: /a/b}
    kinesis:
      stream: d
      region: eu-west-1
      endpoint: http://127.0.0.1:1
      ca_file: ca.pem
      credentials: file:keys
      env_file: x.env
      create: false
      retention_h: 48
      kms_key_id: k
      tags: {site: north}
      buffer_mb: 10
      buffer_age_s: 60
      spool_dir: spool
      spool_mb: 100
      backlog_kbps: 500
)");
  EXPECT_EQ(settings.metrics, (Endpoint{"127.0.0.1", 9464}));
  EXPECT_EQ(settings.log.format, LogFormat::kJson);
  EXPECT_EQ(settings.log.level, LogLevel::kError);
  EXPECT_EQ(settings.rtsp->address, "::1");
  EXPECT_EQ(settings.rtsp->tls_certificate, "/etc/skyline/tls/cert.pem");
  EXPECT_EQ(settings.rtsp->tls_key, "/k.pem");
  EXPECT_TRUE(settings.rtsp->basic_auth && settings.rtsp->http_tunnel);
  EXPECT_EQ(settings.rtsp->max_connections * 10 + settings.rtsp->max_connections_per_address, 102);
  const auto& stream = settings.streams[0];
  EXPECT_EQ(stream.source, (SourceSettings{"/etc/skyline/film.mp4", 12.5, Size{640, 360}, std::nullopt, true}));
  EXPECT_EQ(stream.fit, Fit::kCrop);
  EXPECT_EQ(stream.encoding, (EncodingConfig{"x264enc", 700, Profile::kMain, "fast", std::chrono::milliseconds{400},
                                             std::chrono::milliseconds{1500}}));
  EXPECT_EQ(stream.path, "/a/b");
  KvsSettings kvs{"d", "eu-west-1", "http://127.0.0.1:1", "/etc/skyline/ca.pem"};
  kvs.credentials = {CredentialsChoice::Kind::kFile, "/etc/skyline/keys"};
  kvs.dotenv = "/etc/skyline/x.env";
  kvs.create = false;
  kvs.retention_h = 48;
  kvs.kms_key_id = "k";
  kvs.tags = {{"site", "north"}};
  kvs.buffer_mb = 10;
  kvs.buffer_age_s = 60;
  kvs.spool_dir = "/etc/skyline/spool";
  kvs.spool_mb = 100;
  kvs.backlog_kbps = 500;
  EXPECT_EQ(stream.kvs, kvs);
}

TEST(Config, KinesisAloneNeedsNoServer) {
  const auto settings = parse("streams: [{name: door, kinesis: {}}]");
  EXPECT_FALSE(settings.rtsp);
  EXPECT_EQ(settings.streams[0].kvs.stream, "door");
  EXPECT_TRUE(settings.streams[0].path.empty());
}

TEST(Config, UsersSeeTheStreamsThatNameThem) {
  const auto settings = parse(R"(
rtsp: {users: [{name: ann, password: a}, {name: bob, password: b}]}
streams: [{name: door, rtsp: {users: [ann]}}, {name: gate}, {name: yard, rtsp: {users: [ann, bob]}}]
)");
  EXPECT_THAT(settings.rtsp->users[0].paths, ElementsAre("/door", "/gate", "/yard"));
  EXPECT_THAT(settings.rtsp->users[1].paths, ElementsAre("/gate", "/yard"));
}

TEST(Config, WhatTheEnvironmentHasIsPutIn) {
  const Environment password("SKYLINE_TEST_PASSWORD", "a:b: {c} # d");
  const auto settings = parse(R"(
rtsp: {users: [{name: ann, password: "x${SKYLINE_TEST_PASSWORD}y"}, {name: bob, password: "$${z}"}]}
streams: [{name: door, source: "rtsp://u:${SKYLINE_TEST_PASSWORD}@host/"}]
)");
  EXPECT_EQ(settings.rtsp->users[0].password, "xa:b: {c} # dy") << "never taken for YAML";
  EXPECT_EQ(settings.rtsp->users[1].password, "${z}");
  EXPECT_EQ(settings.streams[0].source.location, "rtsp://u:a:b: {c} # d@host/");
}

TEST(Config, SecretsAreNotInMessages) {
  const Environment secret("SKYLINE_TEST_SECRET", "hunter2");
  const auto said = problems(R"(
rtsp: {users: [{name: "${SKYLINE_TEST_SECRET} x", password: "${SKYLINE_TEST_SECRET}\n"}]}
streams: [{name: door, size: "${SKYLINE_TEST_SECRET}", source: "ftp://u:${SKYLINE_TEST_SECRET}@h/"}]
)");
  EXPECT_THAT(said, HasSubstr("${SKYLINE_TEST_SECRET}"));
  EXPECT_THAT(said, HasSubstr("no source 'ftp://'"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST(Config, WhatIsWrongIsToldWithItsPlace) {
  struct Row {
    const char* text;
    const char* problem;
  };
  const Row rows[] = {
      {"", "test.yaml: there is nothing in it"},
      {"a: [", "test.yaml:1:1: this is not YAML"},
      {"\t- x", "this is not YAML"},
      {"5", "needs keys with values, not a single value"},
      {"streams: []", "streams: there is none"},
      {"streams: 5", "test.yaml:1:1: streams: needs a list"},
      {"rtsp: {}", "streams is missing"},
      {"streams: [{name: a}]\n---\nstreams: []", "more than one document in it; leave out"},
      {"stream: [{name: a}]", "test.yaml:1:1: stream: there is no such key; is it streams?"},
      {"streams:\n  - name: a\n    fsp: 3", "test.yaml:3:5: streams[0].fsp: there is no such key; is it fps?"},
      {"streams:\n  - name: a\n    encoding: {bitrate: 3}",
       "streams[0].encoding.bitrate: there is no such key; is it "
       "bitrate_kbps?"},
      {"streams: [{name: a, xyzzy: 3}]", "streams[0].xyzzy: there is no such key"},
      {"streams: [{name: a, fps: 3, fps: 4}]", "streams[0].fps: is given twice"},
      {"streams: [{name: a, [1]: 4}]", "a key is no word"},
      {"streams: [{name: a, fps: '3'}]", "streams[0].fps: is a number, without quotes"},
      {"streams: [{name: a, fps: 0}]", "'0' is not a number from 0.01 to 1000"},
      {"streams: [{name: a, fps: .nan}]", "is not a number from"},
      {"streams: [{name: a, fps: [1]}]", "needs a number, not a list"},
      {"streams: [{name: a, loop: yes}]", "is true or false"},
      {"streams: [{name: a, size: 3}]", "WIDTHxHEIGHT"},
      {"streams: [{name: a, fit: wide}]", "there are letterbox, crop, stretch"},
      {"streams: [{name: a, encoding: {preset: quick}}]", "no preset of x264"},
      {"streams: [{name: a, encoding: {bitrate_kbps: 1.5}}]", "whole number from 10"},
      {"streams: [{name: 'a b'}]", "of the characters"},
      {"streams: [{name: \"a\\nb\"}]", "'a b' is not"},
      {"streams: [{name: }]", "streams[0].name: needs a single value, not nothing"},
      {"streams: [{}]", "streams[0]: name is missing"},
      {"streams: [{name: a}, {name: a}]", "streams[1].name: the name a is there twice"},
      {"streams: [{name: a}, {name: b, rtsp: {path: /a}}]", "streams[1].rtsp.path: the path /a is there twice"},
      {"streams: [{name: a, kinesis: {}}, {name: b, kinesis: {stream: a}}]", "streams[1].kinesis"},
      {"streams: [{name: a, source: x.mp4, format: bgr}]", "streams[0].source: format is for the source -"},
      {"streams: [{name: a, source: '-'}]", "needs format and size"},
      {"streams: [{name: a, source: '-', format: bgr, size: 2x2}, {name: b, source: '-', format: bgr, size: 2x2}]",
       "streams[1].source: the source - is there twice"},
      {"streams: [{name: a, loop: true}]", "loop is for a media file"},
      {"streams: [{name: a, source: '${NO_SUCH_VARIABLE_HERE}'}]", "no variable NO_SUCH_VARIABLE_HERE"},
      {"streams: [{name: a, source: '${x y}'}]", "no variable's name"},
      {"streams: [{name: a, source: '${x'}]", "without its '}'"},
      {"rtsp: {users: [{name: x, password: 'file:/no/such'}]}\nstreams: [{name: a}]", "password file /no/such"},
      {"rtsp: {users: [{name: x}]}\nstreams: [{name: a}]", "rtsp.users[0]: password is missing"},
      {"rtsp: {users: [{name: x, password: y}, {name: x, password: z}]}\nstreams: [{name: a}]", "the user x is there"},
      {"rtsp: {users: [{name: x, password: y}], allow_anonymous: true}\nstreams: [{name: a}]", "lets anyone in"},
      {"rtsp: {basic_auth: true}\nstreams: [{name: a}]", "basic_auth sends passwords as they are"},
      {"rtsp: {tls: {key: k}}\nstreams: [{name: a}]", "rtsp.tls: certificate is missing"},
      {"rtsp: {}\nstreams: [{name: a, kinesis: {}}]", "no stream is served by RTSP"},
      {"streams: [{name: a, rtsp: {users: [ann]}}]", "ann is nobody of rtsp.users"},
      {"streams: [{name: a, rtsp: {users: []}}]", "names nobody"},
      {"rtsp: {users: [{name: x, password: y}, {name: z, password: y}]}\nstreams: [{name: a, rtsp: {users: [x]}}]",
       "z may watch no stream"},
      {"streams: [{name: a, kinesis: {credentials: secret}}]", "streams[0].kinesis.credentials"},
      {"streams: [{name: a, kinesis: {tags: 5}}]", "needs keys with values"},
  };
  for (const auto& row : rows) EXPECT_THAT(problems(row.text), HasSubstr(row.problem)) << row.text;
}

TEST(Config, AllProblemsAreToldUpToAFew) {
  std::string text = "streams:\n";
  for (int i = 0; i < 40; ++i) text += "  - {nam: a}\n";
  const auto said = problems(text);
  EXPECT_THAT(said, HasSubstr("streams[0].nam"));
  EXPECT_THAT(said, HasSubstr("streams[9].nam"));
  EXPECT_THAT(said, HasSubstr("and more"));
  EXPECT_LT(std::count(said.begin(), said.end(), '\n'), 30);
}

TEST(Config, NoTextBringsItDown) {
  std::string deep = "streams: ";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  EXPECT_NE(problems(deep), "none");
  // Nine levels of nine references: what grows when it is followed is not followed.
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i < 10; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) bomb += "*a" + std::to_string(i - 1) + ",";
    bomb += "]\n";
  }
  EXPECT_NE(problems(bomb + "streams: *a9"), "none");
  EXPECT_NE(problems(std::string("streams: [{name: a\0b}]", 22)), "none");
  EXPECT_NE(problems("streams: [{name: \xff\xfe}]"), "none");
}

TEST(Config, TheSchemaHasEveryKey) {
  const auto schema = nlohmann::json::parse(config_schema());
  const auto& stream = schema["properties"]["streams"]["items"];
  EXPECT_EQ(stream["required"], nlohmann::json::array({"name"}));
  EXPECT_EQ(stream["additionalProperties"], false);
  EXPECT_EQ(stream["properties"]["encoding"]["properties"]["bitrate_kbps"]["maximum"], 200'000);
}

TEST(Nearest, IsWhatWasProbablyMeant) {
  const std::vector<std::string> known{"bitrate_kbps", "encoder", "fps", "size"};
  EXPECT_EQ(nearest("bitrate", known), "bitrate_kbps");
  EXPECT_EQ(nearest("fsp", known), "fps");
  EXPECT_EQ(nearest("encodr", known), "encoder");
  EXPECT_EQ(nearest("password", known), "");
  EXPECT_EQ(nearest("", known), "");
}

}  // namespace
}  // namespace skyline::cli
