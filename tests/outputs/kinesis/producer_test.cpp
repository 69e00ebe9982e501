// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "producer_fixture.hpp"
#include "skyline/error.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST_F(ProducerTest, DeliversEveryFragmentOnce) {
  start_service();
  open();
  feed(8);
  close();
  expect_stored();
  expect_accounted();
  EXPECT_EQ(1U, sessions());
  EXPECT_EQ(8U, stats().fragments_persisted);
  EXPECT_EQ(0U, stats().fragments_replayed);
  EXPECT_EQ(KvsState::kStopped, stats().state);
}

TEST_F(ProducerTest, DeliversOverTls) {
  service_options.tls = true;
  start_service();
  open();
  feed(4);
  close();
  expect_stored();
}

TEST_F(ProducerTest, TrustsNobodyWithoutTheCertificate) {
  service_options.tls = true;
  start_service();
  auto config = this->config();
  config.ca_file.clear();
  config.stop_timeout = 0ms;
  open(config);
  feed(1);
  EXPECT_TRUE(eventually([&] { return stats().state == KvsState::kRetrying; }));
  EXPECT_NE(std::string::npos, stats().last_error.find("certificate")) << stats().last_error;
  EXPECT_EQ(0U, stats().attempts);
}

TEST_F(ProducerTest, MakesTheStreamAsConfigured) {
  start_service();
  auto config = this->config();
  config.retention = std::chrono::hours{48};
  config.tags = {{"site", "north \"gate\""}};
  open(config);
  feed(1);
  ASSERT_TRUE(eventually([&] {
    return stats().state == KvsState::kSending || stats().fragments_persisted > 0 || stats().acks_buffering > 0;
  }));
  EXPECT_EQ(48, service().stream("cam").retention_hours);
}

TEST_F(ProducerTest, MakesNoStreamWhenItMayNot) {
  start_service();
  auto config = this->config();
  config.create_stream = false;
  config.stop_timeout = 0ms;
  open(config);
  feed(1);
  EXPECT_TRUE(eventually([&] { return stats().state == KvsState::kRetrying; }));
  EXPECT_NE(std::string::npos, stats().last_error.find("ResourceNotFound")) << stats().last_error;
}

TEST_F(ProducerTest, WaitsForAStreamThatIsBeingMade) {
  service_options.creating = 1500ms;
  start_service();
  open();
  feed(4);
  EXPECT_TRUE(wait_for_persisted(3));
  close();
  expect_stored();
}

TEST_F(ProducerTest, StartsWithoutTheServiceAndDeliversLater) {
  start_service();
  stop_service();
  auto config = this->config();
  const auto begun = Clock::now();
  open(config);
  EXPECT_LT(Clock::now() - begun, 1s);
  feed(5);
  EXPECT_EQ(KvsState::kRetrying, stats().state);
  start_service();
  EXPECT_TRUE(wait_for_persisted(4));
  close();
  expect_stored();
}

TEST_F(ProducerTest, StopsSoonWhenTheServiceIsAway) {
  start_service();
  stop_service();
  auto config = this->config();
  config.stop_timeout = 20s;
  open(config);
  feed(2);
  const auto begun = Clock::now();
  close();
  EXPECT_LT(Clock::now() - begun, 10s);
  EXPECT_EQ(2U, stats().fragments_pending);
  expect_accounted();
}

TEST_F(ProducerTest, WhatAStopLeftBehindGoesOutAfterTheNextStart) {
  start_service();
  stop_service();
  open(config());
  feed(2);
  close();
  start_service();
  open();
  feed(2);
  close();
  expect_stored();
}

TEST_F(ProducerTest, StopEndsInTimeWithoutAcknowledgements) {
  start_service();
  set_faults(R"({"rules":[{"action":"ack_stop","times":0}]})");
  auto config = this->config();
  config.stop_timeout = 700ms;
  open(config);
  feed(2);
  const auto begun = Clock::now();
  close();
  EXPECT_LT(Clock::now() - begun, 3s);
  EXPECT_EQ(2U, stats().fragments_pending);
}

TEST_F(ProducerTest, APauseEndsTheFragment) {
  start_service();
  open();
  feed_units(25);
  EXPECT_TRUE(wait_for_persisted(3, 10s));
  EXPECT_GT(key_requests(), 0);
  EXPECT_EQ(1U, sessions());
  feed_units(5);  // cannot be decoded without a key unit
  feed_units(10);
  close();
  EXPECT_EQ(5U, stats().units_skipped);
  EXPECT_EQ(1U, sessions());
}

TEST_F(ProducerTest, WithoutRetentionWhatWasReceivedIsDone) {
  start_service();
  auto config = this->config();
  config.retention = std::chrono::hours{0};
  open(config);
  feed(3);
  close();
  EXPECT_EQ(3U, stats().fragments_persisted);
  EXPECT_EQ(0U, stats().acks_persisted);
  EXPECT_EQ(0U, stats().fragments_pending);
}

TEST_F(ProducerTest, MetadataArrivesWithItsFragment) {
  start_service();
  open();
  output().add_metadata("site", "north", true);
  feed(1);
  output().add_metadata("event", "door", false);
  feed(2);
  close();
  const auto infos = service().fragments("cam");
  ASSERT_EQ(3U, infos.size());
  const auto tags = [&](std::size_t index) {
    const auto bytes = service().fragment("cam", infos[index].number).tags;
    return std::string(bytes.begin(), bytes.end());
  };
  for (const std::size_t i : {0U, 1U, 2U}) EXPECT_NE(std::string::npos, tags(i).find("north")) << i;
  EXPECT_EQ(std::string::npos, tags(0).find("door"));
  EXPECT_NE(std::string::npos, tags(1).find("door"));
  EXPECT_EQ(std::string::npos, tags(2).find("door"));
}

TEST_F(ProducerTest, TellsItsHealth) {
  start_service();
  auto config = this->config();
  std::vector<KvsState> states;
  config.on_health = [&states](const KvsStats& stats) {
    if (states.empty() || states.back() != stats.state) states.push_back(stats.state);
  };
  open(config);
  feed(3);
  close();
  EXPECT_NE(states.end(), std::ranges::find(states, KvsState::kSending));
  ASSERT_FALSE(states.empty());
  EXPECT_EQ(KvsState::kStopped, states.back());
}

TEST(KvsOutput, RefusesSettingsOutOfRange) {
  const auto refused = [](auto change) {
    KvsConfig config;
    config.region = "eu-west-1";
    config.stream_name = "cam";
    config.credentials = std::make_shared<KvsInlineCredentials>(AwsKeys{"key", "secret", {}, std::nullopt});
    change(config);
    try {
      const KvsOutput output(config);
      return false;
    } catch (const Error&) {
      return true;
    }
  };
  EXPECT_FALSE(refused([](KvsConfig&) {}));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.stream_name = ""; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.stream_name = "a/b"; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.stream_name = ".."; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.stream_name = std::string(257, 'x'); }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.region = "not a region"; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.endpoint = "ftp://x"; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.endpoint = "http://user:secret@x"; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.buffer_bytes = 1000; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.buffer_age = 1s; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.connection_life = 60min; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.backlog_kbps = 0; }));
  EXPECT_TRUE(refused([](KvsConfig& c) { c.stop_timeout = -1ms; }));
}

}  // namespace
}  // namespace skyline::test
