// SPDX-License-Identifier: Apache-2.0
#include "net/client/http_reach.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "skyline/error.hpp"
#include "support/http_peer.hpp"

namespace skyline::net {
namespace {

using namespace std::chrono_literals;
using test::http_answer;
using test::HttpPeer;
using testing::HasSubstr;
using testing::Not;
using Step = Reach::Step;

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

/// A port of 127.0.0.1 at which nothing listens as long as this lives.
class ClosedPort {
 public:
  ClosedPort() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address_), size), 0);
    EXPECT_EQ(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address_), &size), 0);
  }
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  ~ClosedPort() { ::close(fd_); }
  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

 private:
  int fd_;
  sockaddr_in address_{};
};

TEST(Reach, AnyStatusIsAReply) {
  const HttpPeer peer([](const auto&) { return http_answer(403, "no", "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"); });
  const auto found = reach(get(peer.url("/")));
  EXPECT_FALSE(found.failed) << found.failure;
  EXPECT_EQ(found.response.status, 403);
  EXPECT_EQ(found.address, "127.0.0.1");
  EXPECT_EQ(found.tls_time, 0ms);
  EXPECT_TRUE(found.response.date());
}

TEST(Reach, ANameNobodyKnowsEndsAtTheName) {
  const auto found = reach(get("http://nowhere.invalid/"));
  EXPECT_EQ(found.failed, Step::kName) << found.failure;
  EXPECT_THAT(found.failure, HasSubstr("nowhere.invalid"));
}

TEST(Reach, ARefusalEndsAtTheConnection) {
  const ClosedPort port;
  const auto found = reach(get("https://ann:secret@" + port.authority() + "/?key=secret"));
  EXPECT_EQ(found.failed, Step::kConnection) << found.failure;
  EXPECT_THAT(found.failure, Not(HasSubstr("secret")));
}

TEST(Reach, APeerWithoutTlsEndsAtTls) {
  const HttpPeer peer([](const auto&) { return http_answer(200, ""); });
  auto request = get("https://" + peer.url("/").substr(std::string("http://").size()));
  request.connect_timeout = 500ms;  // the peer waits for more
  const auto found = reach(request);
  EXPECT_EQ(found.failed, Step::kTls) << found.failure;
}

TEST(Reach, SilenceEndsAtTheReplyWithinTheLimit) {
  const HttpPeer peer([](const auto&) { return std::string(HttpPeer::kSilence); });
  auto request = get(peer.url("/"));
  request.timeout = 300ms;
  const auto found = reach(request);
  EXPECT_EQ(found.failed, Step::kReply) << found.failure;
}

TEST(Reach, WhatIsNoRequestIsAnError) {
  auto request = get("http://127.0.0.1/");
  request.headers = {{"A", "b\r\nC: d"}};
  EXPECT_THROW(static_cast<void>(reach(request)), Error);
}

}  // namespace
}  // namespace skyline::net
