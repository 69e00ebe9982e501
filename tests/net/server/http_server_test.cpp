// SPDX-License-Identifier: Apache-2.0
#include "net/server/http_server.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "skyline/error.hpp"
#include "support/eventually.hpp"
#include "support/http_raw_client.hpp"
#include "support/process.hpp"

namespace skyline::net {
namespace {

using test::HttpRawClient;
using namespace std::chrono_literals;

/// Sends the body back, chunk by chunk as it comes, before the request has ended.
awaitable<void> echo(Exchange& exchange) {
  const Reply ok;
  co_await exchange.begin(ok);
  std::array<std::uint8_t, 4096> bytes{};
  auto got = co_await exchange.read(bytes);
  while (got > 0) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), got);
    co_await exchange.write(text);
    got = co_await exchange.read(bytes);
  }
  co_await exchange.finish();
}

awaitable<void> describe(Exchange& exchange) {
  const auto body = co_await exchange.read_all(1000);
  const auto& head = exchange.head();
  auto text = head.method + " " + head.path + " " + head.query + " " + std::string(head.header("x-thing")) + " " + body;
  Headers headers = {{"X-Reply", "yes\r\nInjected: no"}};
  const Reply reply{201, std::move(headers), std::move(text)};
  co_await exchange.respond(reply);
}

/// Never answers, and notes when it is destroyed.
awaitable<void> wait_for_ever(Exchange& exchange, std::atomic<bool>& destroyed) {
  struct Note {
    explicit Note(std::atomic<bool>& set) : flag(set) {}
    ~Note() { flag = true; }
    std::atomic<bool>& flag;
  } note(destroyed);
  Signal never(exchange.executor());
  for (;;) co_await never.wait();
}

class HttpServerTest : public testing::Test {
 protected:
  void serve(Handler handler) {
    options_.handler = std::move(handler);
    server_ = std::make_unique<HttpServer>(options_);
    port_ = server_->listen("127.0.0.1", 0);
    server_->start();
  }

  HttpServerOptions options_;
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
};

TEST_F(HttpServerTest, GivesTheHandlerWhatTheRequestSays) {
  serve(describe);
  HttpRawClient client(port_);
  client.send("POST /a%20b?c=d HTTP/1.1\r\nHost: x\r\nX-THING: Value\r\nContent-Length: 5\r\n\r\nhello");
  const auto reply = client.reply();
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, "POST /a%20b c=d Value hello");
  EXPECT_EQ(reply.headers.at("x-reply"), "yes  Injected: no");
  EXPECT_EQ(reply.headers.count("injected"), 0U);
  EXPECT_TRUE(reply.headers.at("date").ends_with(" GMT"));
}

TEST_F(HttpServerTest, KeepsTheConnectionForPipelinedRequests) {
  serve(describe);
  HttpRawClient client(port_);
  client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.reply().body, "GET /1   ");
  EXPECT_EQ(client.reply().body, "GET /2   ");
  client.send("GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.reply().body, "GET /3   ");
  client.shutdown_send();
  EXPECT_TRUE(client.closed_within(5s));
}

TEST_F(HttpServerTest, TakesAHeadInAnyPieces) {
  serve(describe);
  const std::string request =
      "POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
  HttpRawClient client(port_);
  for (const char byte : request) client.send({&byte, 1});
  EXPECT_EQ(client.reply().body, "POST /p   abc");
}

TEST_F(HttpServerTest, ReadsAndWritesAtTheSameTime) {
  serve(echo);
  HttpRawClient client(port_);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(client.reply().status, 200);
  for (const auto* text : {"one", "two", "three"}) {
    client.send_chunk(text);
    EXPECT_EQ(client.chunk(), text);  // exactly what was written is one chunk, and it comes at once
  }
  client.send_chunk("");
  EXPECT_EQ(client.chunk(), "");
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(client.reply().status, 200);
}

TEST_F(HttpServerTest, AnswersWhoExpectsAContinue) {
  serve(echo);
  HttpRawClient client(port_);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.reply(500ms).status, 100);
  EXPECT_EQ(client.reply().status, 200);
  client.send("ab");
  EXPECT_EQ(client.chunk(), "ab");
}

TEST_F(HttpServerTest, RefusesWithoutAContinue) {
  serve([](Exchange& exchange) -> awaitable<void> {
    const Reply reply{403, {}, "no"};
    co_await exchange.respond(reply);
  });
  HttpRawClient client(port_);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  const auto reply = client.reply();
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.headers.at("connection"), "close");
}

TEST_F(HttpServerTest, ARefusalReachesWhoIsStillSending) {
  serve([](Exchange& exchange) -> awaitable<void> {
    const Reply reply{400, {}, "too much"};
    co_await exchange.respond(reply);
  });
  HttpRawClient client(port_);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + std::string(900'000, 'x'));
  EXPECT_EQ(client.reply().body, "too much");
}

TEST_F(HttpServerTest, AHandlerThatThrowsGives500AndALineInTheLog) {
  std::vector<std::string> lines;  // the server's thread, until it stopped
  options_.log = [&](LogLevel level, std::string_view message) {
    if (level == LogLevel::kWarning) lines.emplace_back(message);
  };
  serve([](Exchange& /*exchange*/) -> awaitable<void> {
    throw std::runtime_error("broken");
    co_return;
  });
  HttpRawClient client(port_);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.reply().status, 500);
  server_->stop();
  EXPECT_EQ(lines, std::vector<std::string>{"GET / failed: broken"});
}

TEST_F(HttpServerTest, HalfAReplyEndsInAReset) {
  serve([](Exchange& exchange) -> awaitable<void> {
    const Reply ok;
    co_await exchange.begin(ok);
    co_await exchange.write("half");
  });
  HttpRawClient client(port_);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(client.closed_within(5s));
  EXPECT_TRUE(client.was_reset());
}

TEST_F(HttpServerTest, BoundsHeads) {
  serve(describe);
  const std::string start = "GET / HTTP/1.1\r\nHost: x\r\n";
  std::string many = start;
  for (int i = 0; i < 64; ++i) many += "X-A: b\r\n";
  const std::vector<std::pair<std::string, int>> rows = {
      {start + "X-Long: " + std::string(17 << 10, 'x') + "\r\n\r\n", 431},
      {many + "\r\n", 431},
      {"nonsense\r\n\r\n", 400},
      {"GET http://x/ HTTP/1.1\r\n\r\n", 400},
  };
  for (const auto& [request, status] : rows) {
    HttpRawClient client(port_);
    client.send(request);
    EXPECT_EQ(client.reply().status, status) << request.substr(0, 40);
    client.shutdown_send();
    EXPECT_TRUE(client.closed_within(5s));
  }
}

TEST_F(HttpServerTest, BoundsWaiting) {
  options_.head_limit = 300ms;
  options_.idle_limit = 300ms;
  serve(echo);
  for (const auto* sent : {"", "GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"}) {
    HttpRawClient client(port_);
    client.send(sent);
    EXPECT_TRUE(client.closed_within(3s)) << sent;
  }
}

TEST_F(HttpServerTest, BoundsConnections) {
  options_.most_connections = 2;
  serve(describe);
  HttpRawClient first(port_);
  HttpRawClient second(port_);
  for (auto* client : {&first, &second}) {
    client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client->reply().status, 201);
  }
  EXPECT_TRUE(HttpRawClient(port_).closed_within(5s));
  first.reset();
  EXPECT_TRUE(test::eventually([&] {
    HttpRawClient client(port_);
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    return client.reply().status == 201;
  }));
}

TEST_F(HttpServerTest, RefusesConnectionsWhenTold) {
  std::atomic<bool> admitted{false};
  options_.admit = [&admitted] { return admitted.load(); };
  serve(describe);
  HttpRawClient turned_away(port_);
  EXPECT_TRUE(turned_away.closed_within(5s));
  EXPECT_TRUE(turned_away.was_reset());
  admitted = true;
  HttpRawClient stays(port_);
  stays.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(stays.reply().status, 201);
  server_->close(port_);
  EXPECT_FALSE(HttpRawClient(port_).connected());
  stays.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(stays.reply().status, 201);
  EXPECT_EQ(server_->listen("127.0.0.1", port_), port_);
  EXPECT_TRUE(HttpRawClient(port_).connected());
}

TEST_F(HttpServerTest, StopEndsHandlersThatWait) {
  std::atomic<bool> destroyed{false};
  std::atomic<bool> called{false};
  serve([&](Exchange& exchange) {
    called = true;
    return wait_for_ever(exchange, destroyed);
  });
  HttpRawClient client(port_);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(test::eventually([&] { return called.load(); }));
  server_->stop();
  EXPECT_TRUE(destroyed);
  EXPECT_TRUE(client.closed_within(5s));
  EXPECT_FALSE(HttpRawClient(port_).connected());
  server_->stop();
}

TEST_F(HttpServerTest, SaysWhenItCannotListen) {
  serve(describe);
  EXPECT_THROW(server_->listen("127.0.0.1", port_), Error);
  EXPECT_THROW(server_->listen("not an address", 0), Error);
}

}  // namespace
}  // namespace skyline::net
