// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "skyline/error.hpp"
#include "support/rtsp_fixture.hpp"
#include "support/rtsp_login.hpp"

namespace skyline::test {
namespace {

using std::chrono::seconds;

const RtspRawClient::Headers kInterleaved{{"Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"}};

RtspServerConfig with_users(std::vector<RtspUser> users) {
  RtspServerConfig config = ServedStream::on_loopback({});
  config.users = std::move(users);
  return config;
}

/// Asks each request's question and answers it, as a player does.
int play_as(RtspRawClient& client, const std::string& url, const Login& login) {
  for (const auto& [method, where] : {std::pair{"DESCRIBE", url}, {"SETUP", url + "/stream=0"}, {"PLAY", url}}) {
    const auto challenge = client.request(method, where, kInterleaved);
    auto headers = kInterleaved;
    headers.emplace_back("Authorization", answer(challenge, method, where, login));
    const auto reply = client.request(method, where, headers);
    if (reply.status != 200) return reply.status;
  }
  return 200;
}

TEST(RtspUpdate, WhoMayStillWatchStaysAndWhoMayNotGoes) {
  const auto first = with_users({{"joe", "joe's"}, {"ann", "ann's"}, {"eve", "eve's"}});
  ServedStream stream(first);
  ASSERT_TRUE(stream.feed());
  const auto joe = stream.client();
  const auto ann = stream.client();
  const auto eve = stream.client();
  const auto stranger = stream.client();
  ASSERT_EQ(play_as(*joe, stream.url, {"joe", "joe's"}), 200);
  ASSERT_EQ(play_as(*ann, stream.url, {"ann", "ann's"}), 200);
  ASSERT_EQ(play_as(*eve, stream.url, {"eve", "eve's"}), 200);
  ASSERT_TRUE(stream.server.update(first));
  ASSERT_EQ(stranger->request("OPTIONS", stream.url).status, 200) << "nothing has changed for anybody";

  ASSERT_TRUE(stream.server.update(with_users({{"joe", "joe's"}, {"ann", "another"}, {"bob", "bob's"}})));
  EXPECT_TRUE(ann->closed_within(seconds{5})) << "her password is another one";
  EXPECT_TRUE(eve->closed_within(seconds{5}));
  EXPECT_TRUE(stranger->closed_within(seconds{5}));
  EXPECT_TRUE(joe->read_packets(joe->packets() + 30));
  const auto bob = stream.client();
  EXPECT_EQ(play_as(*bob, stream.url, {"bob", "bob's"}), 200);
  EXPECT_EQ(play_as(*stream.client(), stream.url, {"eve", "eve's"}), 401);
  EXPECT_EQ(play_as(*joe, stream.url, {"eve", "eve's"}), 401) << "on a connection that stayed, too";
}

TEST(RtspUpdate, PathsAreTakenAwayAtOnce) {
  ServedStream stream(with_users({{"joe", "joe's"}}));
  ASSERT_TRUE(stream.feed());
  const auto joe = stream.client();
  ASSERT_EQ(play_as(*joe, stream.url, {"joe", "joe's"}), 200);
  ASSERT_TRUE(stream.server.update(with_users({{"joe", "joe's", {"/other"}}})));
  EXPECT_TRUE(joe->closed_within(seconds{5}));
  EXPECT_EQ(play_as(*stream.client(), stream.url, {"joe", "joe's"}), 404);
  ASSERT_TRUE(stream.server.update(with_users({{"joe", "joe's", {"/other", "/live"}}})));
  const auto again = stream.client();
  ASSERT_EQ(play_as(*again, stream.url, {"joe", "joe's"}), 200);
  ASSERT_TRUE(stream.server.update(with_users({{"joe", "joe's", {"/live"}}})));
  EXPECT_TRUE(again->read_packets(again->packets() + 30)) << "what he watches was not taken away";
}

TEST(RtspUpdate, WhoeverCameAnonymouslyGoesWhenPasswordsCome) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto anyone = stream.client();
  ASSERT_EQ(anyone->play(stream.url), 200);
  ASSERT_TRUE(stream.server.update(with_users({})));
  EXPECT_TRUE(anyone->closed_within(seconds{5}));
  EXPECT_EQ(stream.client()->play(stream.url), 401);
  EXPECT_NE(stream.server.urls(UrlCredentials::kGenerated)[0].find("viewer:"), std::string::npos);
}

TEST(RtspUpdate, AnotherPlaceIsRefusedAndNothingChanges) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto anyone = stream.client();
  ASSERT_EQ(anyone->play(stream.url), 200);
  auto elsewhere = with_users({{"joe", "joe's"}});
  elsewhere.address = "127.0.0.2";
  EXPECT_FALSE(stream.server.update(elsewhere));
  auto encrypted = with_users({});
  encrypted.tls_certificate = encrypted.tls_key = "/nowhere.pem";
  EXPECT_FALSE(stream.server.update(encrypted));
  EXPECT_THROW(static_cast<void>(stream.server.update(with_users({{"joe", ""}}))), Error);
  EXPECT_TRUE(anyone->read_packets(anyone->packets() + 10));
  EXPECT_EQ(stream.client()->play(stream.url), 200);
}

}  // namespace
}  // namespace skyline::test
