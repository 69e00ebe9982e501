// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "skyline/error.hpp"
#include "skyline/log.hpp"
#include "support/rtsp_fixture.hpp"

namespace skyline::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RtspServer, ServesInterleavedUnitsThatBeginWithAKeyUnit) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto client = stream.client();
  ASSERT_EQ(client->play(stream.url), 200);
  ASSERT_TRUE(client->read_packets(30));
  const auto& types = client->nal_types();
  const auto slice = std::ranges::find_if(types, [](int type) { return type == 1 || type == 5 || type == 28; });
  EXPECT_NE(std::find(types.begin(), slice, 7), slice) << "parameter sets first";
  EXPECT_EQ(stream.output->viewers(), 1);
  EXPECT_GE(stream.feeder.key_requests(), 1);
}

TEST(RtspServer, NothingIsSentTwiceInFrontOfAKeyUnit) {
  ServedStream stream(ServedStream::anonymous(), 5);
  ASSERT_TRUE(stream.feed());
  const auto client = stream.client();
  ASSERT_EQ(client->play(stream.url), 200);
  ASSERT_TRUE(client->read_packets(8));
  int parameter_sets = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const int type = client->nal_types()[i];
    parameter_sets += type == 7 || type == 24 ? 1 : 0;
  }
  EXPECT_EQ(parameter_sets, 1);
}

TEST(RtspServer, AnswersUnavailableUntilTheFirstUnit) {
  ServedStream stream;
  const auto client = stream.client();
  const auto begin = std::chrono::steady_clock::now();
  for (const auto* method : {"DESCRIBE", "SETUP"}) {
    const auto reply = client->request(method, stream.url, {{"Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"}});
    EXPECT_EQ(reply.status, 503) << method;
    EXPECT_EQ(reply.header("retry-after"), "1") << method;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds{500});
  ASSERT_TRUE(stream.feed());
  EXPECT_EQ(client->request("DESCRIBE", stream.url).status, 200);
}

TEST(RtspServer, DescribesParameterSetsAndControl) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto reply = stream.client()->request("DESCRIBE", stream.url);
  EXPECT_NE(reply.body.find("sprop-parameter-sets="), std::string::npos) << reply.body;
  EXPECT_NE(reply.body.find("H264/90000"), std::string::npos);
  EXPECT_NE(reply.body.find("a=control:stream=0"), std::string::npos);
}

TEST(RtspServer, OneStreamWhateverTheUrl) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  const auto threads = threads_now();
  std::vector<std::unique_ptr<RtspRawClient>> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(stream.client());
    EXPECT_EQ(clients.back()->request("DESCRIBE", fmt::format("{}?x={}", stream.url, i)).status, 200);
    const auto setup =
        clients.back()->request("SETUP", fmt::format("rtsp://127.0.0.1:{}/live/stream=0?{}", 1000 + i, i),
                                {{"Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"}});
    EXPECT_EQ(setup.status, 200);
  }
  EXPECT_LE(threads_now(), threads + 1);
}

TEST(RtspServer, ManyJoinsNeitherFailNorLeaveAnythingBehind) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  ASSERT_EQ(stream.client()->play(stream.url), 200);  // what is made once, such as the sending thread
  ASSERT_TRUE(eventually([&] { return stream.output->viewers() == 0; }));
  const auto threads = threads_now();
  const auto descriptors = descriptors_now();
  for (int i = 0; i < 250; ++i) {
    const auto client = stream.client();
    ASSERT_EQ(client->play(stream.url), 200) << i;
    if (i % 50 == 0) {
      ASSERT_TRUE(client->read_packets(2)) << i;
    }
  }
  EXPECT_TRUE(eventually([&] { return stream.output->viewers() == 0; }));
  EXPECT_TRUE(eventually([&] { return descriptors_now() <= descriptors; }))
      << descriptors_now() << " of " << descriptors;
  EXPECT_LE(threads_now(), threads);
}

TEST(RtspServer, AskingForUnitsEndsWithTheLastViewer) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  EXPECT_FALSE(stream.output->wants_units());
  auto first = stream.client();
  auto second = stream.client();
  ASSERT_EQ(first->play(stream.url), 200);
  ASSERT_EQ(second->play(stream.url), 200);
  ASSERT_TRUE(eventually([&] { return stream.output->viewers() == 2; }));
  EXPECT_EQ(first->request("PAUSE", stream.url).status, 200);
  ASSERT_TRUE(eventually([&] { return stream.output->viewers() == 1; }));
  EXPECT_EQ(first->request("PLAY", stream.url).status, 200);
  ASSERT_TRUE(eventually([&] { return stream.output->viewers() == 2; }));
  EXPECT_EQ(first->request("TEARDOWN", stream.url).status, 200);
  second.reset();
  ASSERT_TRUE(eventually([&] { return stream.output->viewers() == 0; }));
  EXPECT_FALSE(stream.output->wants_units());
}

TEST(RtspServer, UdpSessionsEndWithTheirConnection) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  auto client = stream.client();
  EXPECT_EQ(client->request("DESCRIBE", stream.url).status, 200);
  const auto setup =
      client->request("SETUP", stream.url + "/stream=0", {{"Transport", "RTP/AVP;unicast;client_port=40002-40003"}});
  ASSERT_EQ(setup.status, 200);
  ASSERT_EQ(client->request("PLAY", stream.url).status, 200);
  ASSERT_TRUE(eventually([&] { return stream.output->viewers() == 1; }));
  client.reset();
  EXPECT_TRUE(eventually([&] { return stream.output->viewers() == 0; }));
}

TEST(RtspServer, AnEndedStreamLetsItsViewersGoAndComesBack) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  for (int round = 0; round < 3; ++round) {
    const auto client = stream.client();
    const auto watcher = stream.client();
    ASSERT_EQ(client->play(stream.url), 200) << round;
    ASSERT_EQ(watcher->request("DESCRIBE", stream.url).status, 200);
    ASSERT_TRUE(client->read_packets(3));
    stream.feeder.stop();
    EXPECT_TRUE(client->closed_within(seconds{3}));
    EXPECT_TRUE(watcher->closed_within(seconds{3}));
    EXPECT_EQ(stream.client()->request("DESCRIBE", stream.url).status, 503);
    ASSERT_TRUE(stream.feed());
  }
}

TEST(RtspServer, StartsStopsAndKeepsItsStreams) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  for (int round = 0; round < 20; ++round) {
    const auto client = stream.client();
    ASSERT_EQ(client->play(stream.url), 200) << round;
    stream.server.restart();
    EXPECT_TRUE(client->closed_within(seconds{3}));
    stream.url = fmt::format("rtsp://127.0.0.1:{}/live", stream.server.port());
  }
  stream.server.stop();
  stream.server.stop();
  EXPECT_THROW(stream.client(), std::runtime_error);
}

TEST(RtspServer, StreamsComeAndGoWhileItRuns) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  EXPECT_THROW((void)stream.server.output("/live"), Error);
  const auto url = fmt::format("rtsp://127.0.0.1:{}/other", stream.server.port());
  EXPECT_EQ(stream.client()->request("DESCRIBE", url).status, 404);
  for (int round = 0; round < 3; ++round) {
    auto other = stream.server.output("/other");
    EXPECT_EQ(stream.client()->request("DESCRIBE", url).status, 503);
    OutputFeeder feeder(*other, 64, 64, 10);
    feeder.start();
    ASSERT_TRUE(eventually([&] { return !other->wants_units(); }));
    EXPECT_EQ(stream.client()->play(url), 200);
    feeder.stop();
  }
  EXPECT_EQ(stream.client()->request("DESCRIBE", url).status, 404);
  EXPECT_EQ(stream.client()->play(stream.url), 200);
}

TEST(RtspServer, AnOutputOutlivesItsServer) {
  auto server = std::make_unique<RtspServer>(ServedStream::on_loopback(ServedStream::anonymous()));
  auto output = server->output("/live");
  OutputFeeder feeder(*output, 64, 64, 30);
  feeder.start();
  ASSERT_TRUE(eventually([&] { return !output->wants_units(); }));
  server->start();
  RtspRawClient client(server->port());
  ASSERT_EQ(client.play(fmt::format("rtsp://127.0.0.1:{}/live", server->port())), 200);
  server.reset();
  EXPECT_TRUE(client.closed_within(seconds{3}));
  feeder.stop();
}

TEST(RtspServer, SaysWhatIsWrongWithItsConfiguration) {
  const auto fails = [](const std::function<void(RtspServerConfig&)>& change, const std::string& word) {
    RtspServerConfig config = ServedStream::on_loopback({});
    change(config);
    try {
      RtspServer server{config};
      server.start();
      ADD_FAILURE() << "no error about " << word;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(word), std::string::npos) << error.what();
    }
  };
  const RtspServer other{ServedStream::on_loopback(ServedStream::anonymous())};
  RtspServer busy{ServedStream::on_loopback(ServedStream::anonymous())};
  busy.start();
  fails([&](auto& c) { c.port = busy.port(); }, "choose another");
  fails([](auto& c) { c.address = "not-an-address"; }, "IP address");
  fails([](auto& c) { c.address = "192.0.2.77"; }, "0.0.0.0");
  fails([](auto& c) { c.users = {{"", "x"}}; }, "name");
  fails([](auto& c) { c.users = {{"joe", ""}}; }, "password");
  fails([](auto& c) { c.users = {{"joe", "x", {"live"}}}; }, "/live");
  fails([](auto& c) { c.basic_auth = true; }, "tls_certificate");
  fails([](auto& c) { c.tls_key = "x"; }, "tls_certificate");
  fails([](auto& c) { c.multicast_group = "10.0.0.1"; }, "239.255.42.1");
  fails([](auto& c) { c.tls_certificate = c.tls_key = "/nonexistent.pem"; }, "PEM");
  for (const auto* path : {"", "/", "live", "/live/", "//a", "/a b", "/ä", "/a?b"}) {
    EXPECT_THROW((void)busy.output(path), Error) << path;
  }
}

TEST(RtspServer, MakesAPasswordAndTellsItOnceForEachStart) {
  std::vector<std::string> lines;
  set_log_sink([&lines](LogLevel, std::string_view, std::string_view text) { lines.emplace_back(text); });
  std::string with;
  std::string without;
  {
    RtspServer server{ServedStream::on_loopback({})};
    const auto output = server.output("/live");
    server.start();
    with = server.urls(UrlCredentials::kGenerated).front();
    without = server.urls().front();
    server.restart();
  }
  set_log_sink({});
  EXPECT_TRUE(with.starts_with("rtsp://viewer:")) << with;
  EXPECT_TRUE(without.starts_with("rtsp://127.0.0.1:")) << without;
  const auto password = with.substr(14, with.find('@') - 14);
  EXPECT_GE(password.size(), 16U);
  const auto told = std::count_if(lines.begin(), lines.end(),
                                  [&](const auto& line) { return line.find(password) != std::string::npos; });
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace skyline::test
