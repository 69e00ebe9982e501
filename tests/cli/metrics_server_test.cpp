// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics/metrics_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "cli/errors.hpp"
#include "support/http_raw_client.hpp"

namespace skyline::cli {
namespace {

using test::HttpRawClient;
using testing::HasSubstr;
using namespace std::chrono_literals;

class MetricsServerTest : public testing::Test {
 protected:
  test::RawReply ask(const std::string& request) {
    HttpRawClient client(server_.port());
    client.send(request + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return client.reply();
  }

  std::atomic<State> state_{State::kStreaming};
  std::atomic<bool> broken_{false};
  MetricsServer server_{{.address = "127.0.0.1", .port = 0}, [this] {
                          if (broken_) throw std::runtime_error("broken");
                          return std::vector{StreamReport{"live", state_, {}}};
                        }};
};

TEST_F(MetricsServerTest, GivesMetricsOfNow) {
  auto reply = ask("GET /metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(reply.body, HasSubstr("skyline_stream_state{stream=\"live\",state=\"streaming\"} 1\n"));
  state_ = State::kStopped;
  EXPECT_THAT(ask("GET /metrics?of=all").body,
              HasSubstr("skyline_stream_state{stream=\"live\",state=\"stopped\"} 1\n"));
}

TEST_F(MetricsServerTest, HealthFollowsTheStreams) {
  EXPECT_EQ(ask("GET /healthz").status, 200);
  state_ = State::kError;
  const auto reply = ask("GET /healthz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body, "live: cannot encode\n");
}

TEST_F(MetricsServerTest, ThereIsNothingElse) {
  EXPECT_EQ(ask("GET /").status, 404);
  EXPECT_EQ(ask("GET /metrics/").status, 404);
  auto reply = ask("POST /metrics");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers["allow"], "GET, HEAD");
  EXPECT_EQ(ask("DELETE /healthz").status, 405);
}

TEST_F(MetricsServerTest, BoundsRequestsAndConnections) {
  HttpRawClient long_one(server_.port());
  long_one.send("GET /" + std::string(20'000, 'x'));
  EXPECT_EQ(long_one.reply().status, 431);
  std::vector<HttpRawClient> held;
  for (int i = 0; i < 16; ++i) {
    held.emplace_back(server_.port());
    held.back().send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    static_cast<void>(held.back().reply());
  }
  EXPECT_TRUE(HttpRawClient(server_.port()).closed_within(5s));
}

TEST_F(MetricsServerTest, OutlivesAReportThatFails) {
  broken_ = true;
  EXPECT_EQ(ask("GET /metrics").status, 500);
  broken_ = false;
  EXPECT_EQ(ask("GET /metrics").status, 200);
}

TEST_F(MetricsServerTest, SaysThatThePortIsTaken) {
  try {
    const MetricsServer second({.address = "127.0.0.1", .port = server_.port()},
                               [] { return std::vector<StreamReport>{}; });
    FAIL() << "two servers at one port";
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), HasSubstr("--metrics: cannot listen at 127.0.0.1 port"));
  }
}

}  // namespace
}  // namespace skyline::cli
