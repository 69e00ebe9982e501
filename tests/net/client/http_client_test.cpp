// SPDX-License-Identifier: Apache-2.0
#include "net/client/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <future>

#include "skyline/error.hpp"
#include "support/eventually.hpp"
#include "support/http_peer.hpp"

namespace skyline::net {
namespace {

using namespace std::chrono_literals;
using test::http_answer;
using test::HttpPeer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

std::string failure(HttpClient& client, const HttpRequest& request) {
  try {
    static_cast<void>(client.fetch(request));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

HttpPeer::Handler always(std::string answer) {
  return [answer = std::move(answer)](const auto&) { return answer; };
}

TEST(HttpClient, SendsEachMethodAsAsked) {
  const HttpPeer peer(always(http_answer(200, "")));
  HttpClient client;
  struct Row {
    const char* method;
    const char* body;
    const char* length;  // as the peer sees it; empty: none
  };
  for (const auto& [method, body, length] :
       {Row{"GET", "", ""}, Row{"POST", "a=b", "3"}, Row{"POST", "", "0"}, Row{"PUT", "", ""}, Row{"PUT", "x", "1"}}) {
    auto request = get(peer.url("/path?query=1"));
    request.method = method;
    request.body = body;
    request.headers = {{"X-One", "1"}};
    static_cast<void>(client.fetch(request));
    const auto seen = peer.seen().back();
    EXPECT_EQ(seen.method, method);
    EXPECT_EQ(seen.target, "/path?query=1");
    EXPECT_EQ(seen.body, body);
    EXPECT_EQ(seen.headers.at("x-one"), "1");
    EXPECT_EQ(seen.headers.contains("content-length") ? seen.headers.at("content-length") : "", length) << method;
    EXPECT_FALSE(seen.headers.contains("expect"));
  }
}

TEST(HttpClient, SendsALongBodyWithoutWaitingForLeave) {
  const HttpPeer peer(always(http_answer(200, "")));
  auto request = get(peer.url());
  request.method = "POST";
  request.body = std::string(200'000, 'x');
  const auto begin = std::chrono::steady_clock::now();
  static_cast<void>(HttpClient().fetch(request));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms);  // libcurl's own wait is a second
  EXPECT_EQ(peer.seen().back().body, request.body);
}

TEST(HttpClient, TakesEveryStatusForAReply) {
  HttpClient client;
  for (const int status : {200, 204, 302, 400, 403, 404, 500, 599}) {
    const HttpPeer peer(always(http_answer(status, status == 204 ? "" : "why", "Location: http://127.0.0.1:1/\r\n")));
    const auto response = client.fetch(get(peer.url()));
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(peer.seen().size(), 1U);  // no redirection is followed
  }
}

TEST(HttpClient, GivesHeadersInLowerCaseAndTheDate) {
  const HttpPeer peer(
      always("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n" +
             http_answer(200, "body", "X-Amzn-ErrorType:  Name \r\nDATE: Sat, 31 Jan 2026 12:00:00 GMT\r\n")));
  const auto response = HttpClient().fetch(get(peer.url()));
  EXPECT_EQ(response.body, "body");
  EXPECT_EQ(response.header("x-amzn-errortype"), "Name");
  EXPECT_EQ(response.header("x-interim"), "");
  EXPECT_EQ(response.date(), std::chrono::system_clock::from_time_t(1'769'860'800));
  EXPECT_FALSE(HttpResponse{}.date());
  EXPECT_FALSE((HttpResponse{200, {{"date", "yesterday"}}, ""}.date()));
}

TEST(HttpClient, FailsOnWhatIsNoWholeReply) {
  HttpClient client;
  std::string many = "HTTP/1.1 200 X\r\n";
  for (int i = 0; i < 200; ++i) many += "X-Header: 1\r\n";
  for (const auto& answer : {std::string(), std::string("SSH-2.0-OpenSSH_9.2\r\n"),
                             std::string("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nx"),
                             std::string("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), many + "\r\n",
                             std::string("HTTP/1.1 200 X\r\nX-Long: ") + std::string(200'000, 'x')}) {
    const HttpPeer peer(always(answer));
    EXPECT_THAT(failure(client, get(peer.url())), HasSubstr("GET http://127.0.0.1")) << answer.substr(0, 60);
  }
}

TEST(HttpClient, RefusesARepliesBodyThatIsTooLong) {
  const HttpPeer peer(always(http_answer(200, std::string(1000, 'x'))));
  auto request = get(peer.url());
  request.most_bytes = 1000;
  HttpClient client;
  EXPECT_EQ(client.fetch(request).body.size(), 1000U);
  request.most_bytes = 999;
  EXPECT_THAT(failure(client, request), HasSubstr("longer than 999 bytes"));
}

TEST(HttpClient, NamesThePeerAndShowsNoSecretOfTheUrl) {
  std::uint16_t closed = 0;
  {
    const HttpPeer peer(always(""));
    closed = peer.port();
  }
  HttpClient client;
  const auto port = std::to_string(closed);
  EXPECT_THAT(failure(client, get("http://ann:hunter2@127.0.0.1:" + port + "/a?token=hunter2")),
              AllOf(HasSubstr("GET http://127.0.0.1:" + port + "/a failed: "), Not(HasSubstr("hunter2"))));
  for (const auto* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "http://", "gopher://127.0.0.1/", ""}) {
    EXPECT_NE(failure(client, get(url)), "none") << url;
  }
}

TEST(HttpClient, LetsNobodyAddHeadersByALineBreak) {
  HttpClient client;
  for (const auto& value : {std::string("a\r\nX-Evil: 1"), std::string("a\nb"), std::string("a\0b", 3)}) {
    auto request = get("http://127.0.0.1:1/");
    request.headers = {{"Authorization", value}};
    EXPECT_THAT(failure(client, request), AllOf(HasSubstr("the header Authorization"), Not(HasSubstr("Evil"))));
    request.headers.clear();
    request.signing = Signing{"eu-west-1", "sts", "id", Secret("secret"), Secret(value), 0ms};
    EXPECT_THAT(failure(client, request), AllOf(HasSubstr("X-Amz-Security-Token"), Not(HasSubstr("Evil"))));
  }
}

TEST(HttpClient, GivesUpInTime) {
  const HttpPeer peer(always(std::string(HttpPeer::kSilence)));
  auto request = get(peer.url());
  request.timeout = 100ms;
  HttpClient client;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_NE(failure(client, request), "none");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(HttpClient, IsInterruptedUntilItResumes) {
  const HttpPeer silent(always(std::string(HttpPeer::kSilence)));
  HttpClient client;
  auto waiting = std::async(std::launch::async, [&] { return failure(client, get(silent.url())); });
  ASSERT_TRUE(test::eventually([&] { return !silent.seen().empty(); }));
  const auto begin = std::chrono::steady_clock::now();
  client.interrupt();
  EXPECT_EQ(waiting.get(), "interrupted");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms);
  const HttpPeer peer(always(http_answer(200, "")));
  EXPECT_EQ(failure(client, get(peer.url())), "interrupted");
  client.resume();
  EXPECT_EQ(client.fetch(get(peer.url())).status, 200);
}

TEST(HttpClient, GoesPastTheProxyWhereThatIsAsked) {
  const HttpPeer proxy(always(http_answer(200, "proxy")));
  const HttpPeer peer(always(http_answer(200, "peer")));
  setenv("http_proxy", proxy.url().c_str(), 1);
  HttpClient client;
  auto request = get(peer.url());
  EXPECT_EQ(client.fetch(request).body, "proxy");
  request.direct = true;
  EXPECT_EQ(client.fetch(request).body, "peer");
  unsetenv("http_proxy");
}

}  // namespace
}  // namespace skyline::net
