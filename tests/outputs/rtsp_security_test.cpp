// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "support/rtsp_fixture.hpp"
#include "support/rtsp_login.hpp"

namespace skyline::test {
namespace {

using std::chrono::seconds;
using Headers = RtspRawClient::Headers;

const Headers kInterleaved{{"Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"}};

RtspServerConfig with_users() {
  RtspServerConfig config;
  config.users = {{"joe", "se:cret", {"/live"}}, {"ann", "pass", {"/other"}}};
  return config;
}

TEST(RtspSecurity, EveryMethodButOptionsAsksWhoIsThere) {
  ServedStream stream(with_users());
  ASSERT_TRUE(stream.feed());
  const auto client = stream.client();
  const auto options = client->request("OPTIONS", stream.url);
  EXPECT_EQ(options.status, 200);
  EXPECT_EQ(options.header("public").find("RECORD"), std::string::npos);
  for (const auto* method : {"DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER"}) {
    EXPECT_EQ(client->request(method, stream.url, kInterleaved).status, 401) << method;
    EXPECT_EQ(client->request(method, "*", kInterleaved).status, 401) << method;
  }
  const auto challenges = client->request("DESCRIBE", stream.url).all("www-authenticate");
  ASSERT_EQ(challenges.size(), 2U);
  EXPECT_NE(challenges[0].find("SHA-256"), std::string::npos);
  EXPECT_NE(challenges[1].find("MD5"), std::string::npos);
}

TEST(RtspSecurity, StrangersDoNotLearnWhichPathsExist) {
  ServedStream stream(with_users());
  const auto client = stream.client();
  const auto there = client->request("DESCRIBE", stream.url);
  const auto not_there = client->request("DESCRIBE", stream.url + "x");
  EXPECT_EQ(there.status, 401);
  EXPECT_EQ(not_there.status, 401);
  EXPECT_EQ(there.headers.size(), not_there.headers.size());
}

TEST(RtspSecurity, UsersSeeTheirPathsOnly) {
  ServedStream stream(with_users());
  ASSERT_TRUE(stream.feed());
  for (const auto hash : {rtsp::DigestHash::kMd5, rtsp::DigestHash::kSha256}) {
    const auto client = stream.client();
    const auto challenge = client->request("DESCRIBE", stream.url);
    const auto joe = answer(challenge, "DESCRIBE", stream.url, {.hash = hash});
    EXPECT_EQ(client->request("DESCRIBE", stream.url, {{"Authorization", joe}}).status, 200);
    const auto ann = answer(challenge, "DESCRIBE", stream.url, {"ann", "pass", hash, 2});
    EXPECT_EQ(client->request("DESCRIBE", stream.url, {{"Authorization", ann}}).status, 404);
  }
}

TEST(RtspSecurity, WhatWasHeardCannotBeSentAgain) {
  ServedStream stream(with_users());
  ASSERT_TRUE(stream.feed());
  const auto victim = stream.client();
  const auto challenge = victim->request("DESCRIBE", stream.url);
  const auto heard = answer(challenge, "DESCRIBE", stream.url);
  EXPECT_EQ(victim->request("DESCRIBE", stream.url, {{"Authorization", heard}}).status, 200);
  EXPECT_EQ(victim->request("DESCRIBE", stream.url, {{"Authorization", heard}}).status, 401) << "same count";
  EXPECT_EQ(stream.client()->request("DESCRIBE", stream.url, {{"Authorization", heard}}).status, 401)
      << "other connection";
  EXPECT_EQ(victim->request("PAUSE", stream.url, {{"Authorization", heard}}).status, 401) << "other method";
}

TEST(RtspSecurity, WhoGuessesIsNotListenedTo) {
  ServedStream stream(with_users());
  ASSERT_TRUE(stream.feed());
  const auto known = stream.client();
  const auto first = known->request("DESCRIBE", stream.url);
  ASSERT_EQ(known->request("DESCRIBE", stream.url, {{"Authorization", answer(first, "DESCRIBE", stream.url)}}).status,
            200);
  const auto guesser = stream.client();
  const auto challenge = guesser->request("DESCRIBE", stream.url);
  for (int i = 1; i <= 6; ++i) {
    const auto guess = answer(challenge, "DESCRIBE", stream.url, {"joe", std::to_string(i)});
    EXPECT_EQ(guesser->request("DESCRIBE", stream.url, {{"Authorization", guess}}).status, 401);
  }
  const auto right = answer(challenge, "DESCRIBE", stream.url);
  EXPECT_EQ(guesser->request("DESCRIBE", stream.url, {{"Authorization", right}}).status, 401);
  EXPECT_TRUE(guesser->closed_within(seconds{2}));
  const auto again = answer(first, "DESCRIBE", stream.url, {.count = 2});
  EXPECT_EQ(known->request("DESCRIBE", stream.url, {{"Authorization", again}}).status, 200) << "proved before";
}

TEST(RtspSecurity, AForeignSessionIsNotFoundAndItsOwnerPlaysOn) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto victim = stream.client();
  ASSERT_EQ(victim->play(stream.url), 200);
  ASSERT_EQ(victim->session().size(), 32U);
  {
    const auto thief = stream.client();
    thief->set_session(victim->session());
    for (const auto* method : {"PAUSE", "TEARDOWN", "PLAY", "GET_PARAMETER", "SETUP"}) {
      EXPECT_EQ(thief->request(method, stream.url, kInterleaved).status, 454) << method;
    }
  }
  EXPECT_TRUE(victim->read_packets(victim->packets() + 10));
}

TEST(RtspSecurity, SessionsOfAConnectionAreFew) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto greedy = stream.client();
  std::vector<int> replies;
  for (int i = 0; i < 4; ++i) {
    greedy->set_session("");
    replies.push_back(greedy->request("SETUP", stream.url + "/stream=0", kInterleaved).status);
  }
  EXPECT_EQ(replies, (std::vector<int>{200, 200, 503, 503}));
  EXPECT_EQ(stream.client()->play(stream.url), 200) << "others are not locked out";
}

TEST(RtspSecurity, NobodySendsStreamsHere) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto client = stream.client();
  EXPECT_EQ(client->request("ANNOUNCE", stream.url, {{"Content-Type", "application/sdp"}}, "v=0\r\n").status, 405);
  EXPECT_EQ(client->request("RECORD", stream.url).status, 405);
  EXPECT_EQ(client->request("REDIRECT", stream.url).status, 405);
}

TEST(RtspSecurity, TransportsHaveBounds) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  for (const auto* transport :
       {"RTP/AVP;unicast;client_port=22-23", "RTP/AVP;unicast;client_port=0-1", "RTP/AVP;unicast;client_port=5000-5000",
        "RTP/AVP;unicast;client_port=5000-5005", "RTP/AVP;unicast;client_port=5001-5000", "RTP/AVP;unicast",
        "RTP/AVP;unicast;client_port=70000-70001", "RTP/AVP/TCP;unicast;interleaved=300-301",
        "RTP/AVP/TCP;unicast;interleaved=0-5", "RTP/AVP;multicast", "nonsense"}) {
    const auto client = stream.client();
    EXPECT_EQ(client->request("SETUP", stream.url + "/stream=0", {{"Transport", transport}}).status, 461) << transport;
  }
}

TEST(RtspSecurity, TunnelsOnlyWhenAsked) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto get = stream.client();
  get->send("GET /live HTTP/1.0\r\nx-sessioncookie: abc\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n");
  EXPECT_EQ(get->reply().status, 403);
  EXPECT_TRUE(get->closed_within(seconds{3}));
  const auto post = stream.client();
  post->send("POST /live HTTP/1.0\r\nx-sessioncookie: def\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n");
  EXPECT_TRUE(post->closed_within(seconds{4}));
  EXPECT_EQ(stream.client()->play(stream.url), 200);
}

TEST(RtspSecurity, TooManyConnectionsAreRefused) {
  auto config = ServedStream::anonymous();
  config.max_connections_per_address = 4;
  ServedStream stream(config);
  std::vector<std::unique_ptr<RtspRawClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(stream.client());
    ASSERT_EQ(clients.back()->request("OPTIONS", "*").status, 200);
  }
  EXPECT_TRUE(stream.client()->closed_within(seconds{2}));
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return stream.client()->request("OPTIONS", "*").status == 200; }));
}

TEST(RtspSecurity, WithoutDescriptorsConnectionsAreRefusedNotLeftWaiting) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto kept = stream.client();  // stays: a descriptor that is freed meanwhile would let the next one in
  ASSERT_EQ(kept->request("OPTIONS", "*").status, 200);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(descriptors_now()) + 2;  // room for our own socket
  const auto cpu = [] {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
  };
  setrlimit(RLIMIT_NOFILE, &few);
  const auto refused = stream.client();
  const double begin = cpu();
  const bool closed = refused->closed_within(seconds{2});
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  const double used = cpu() - begin;
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_TRUE(closed);
  EXPECT_LT(used, 0.15) << "the loop spins";
  EXPECT_EQ(stream.client()->request("OPTIONS", "*").status, 200);
}

// Reads, but less than is sent: what he does not get harms nobody, and in the end he is told by a closed connection.
TEST(RtspSecurity, WhoReadsTooSlowlyIsCutInTheEnd) {
  ServedStream stream(ServedStream::anonymous(), 30, 20000, 1280, 720);
  ASSERT_TRUE(stream.feed());
  const auto reader = stream.client();
  const auto slow = stream.client(4096);
  ASSERT_EQ(reader->play(stream.url), 200);
  ASSERT_EQ(slow->play(stream.url), 200);
  const auto begin = std::chrono::steady_clock::now();
  bool cut = false;
  while (!cut && std::chrono::steady_clock::now() - begin < seconds{40}) {
    ASSERT_TRUE(reader->read_packets(reader->packets() + 100, seconds{2}));
    cut = !slow->read_packets(slow->packets() + 2, seconds{1}) && slow->closed_within(std::chrono::milliseconds{1});
  }
  EXPECT_TRUE(cut);
  EXPECT_TRUE(eventually([&] { return stream.output->viewers() == 1; }));
}

TEST(RtspSecurity, BodiesHaveABound) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto client = stream.client();
  client->send("SET_PARAMETER * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 100000000\r\n\r\n");
  EXPECT_EQ(client->reply().status, 413);
}

// Two clients at a rate no socket buffer swallows for long: the one that stops to read is cut, the other misses
// nothing.
TEST(RtspSecurity, WhoStopsToReadIsCutAndHarmsNobody) {
  ServedStream stream(ServedStream::anonymous(), 30, 20000, 1280, 720);
  ASSERT_TRUE(stream.feed());
  const auto reader = stream.client();
  const auto stalled = stream.client(4096);
  ASSERT_EQ(reader->play(stream.url), 200);
  ASSERT_EQ(stalled->play(stream.url), 200);
  ASSERT_TRUE(eventually([&] { return stream.output->viewers() == 2; }));
  const auto begin = std::chrono::steady_clock::now();
  auto longest = std::chrono::steady_clock::duration::zero();
  while (stream.output->viewers() == 2 && std::chrono::steady_clock::now() - begin < seconds{30}) {
    const auto before = std::chrono::steady_clock::now();
    ASSERT_TRUE(reader->read_packets(reader->packets() + 50, seconds{2}));
    longest = std::max(longest, std::chrono::steady_clock::now() - before);
  }
  EXPECT_EQ(stream.output->viewers(), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds{16});
  EXPECT_LT(longest, seconds{1});
  EXPECT_TRUE(stalled->closed_within(seconds{5}));
}

}  // namespace
}  // namespace skyline::test
