// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "skyline/error.hpp"
#include "skyline/log.hpp"
#include "support/no_growth.hpp"
#include "support/rtsp_fixture.hpp"
#include "support/rtsp_player.hpp"

namespace skyline::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto kCode = "! video/x-raw,width=320,height=180,framerate=30/1 ! x264enc tune=zerolatency speed-preset=1 ";
constexpr auto kPay = "! rtph264pay name=pay0";

// Not live, and it can seek, as a file does: the harder kind.
const std::string kFile = std::string("videotestsrc ") + kCode + kPay;
const std::string kLive = std::string("( videotestsrc is-live=true ") + kCode + kPay + " )";

struct ServedPipeline {
  explicit ServedPipeline(const std::string& launch = kFile, RtspServerConfig config = ServedStream::anonymous())
      : server(ServedStream::on_loopback(std::move(config))) {
    server.add_pipeline("/test", launch);
    server.start();
    url = fmt::format("rtsp://127.0.0.1:{}/test", server.port());
  }
  [[nodiscard]] std::unique_ptr<RtspRawClient> client() const { return std::make_unique<RtspRawClient>(server.port()); }
  /// Waits until it can be joined.
  [[nodiscard]] bool ready() const {
    return eventually([this] { return client()->request("DESCRIBE", url).status == 200; });
  }

  RtspServer server;
  std::string url;
};

RtspServerConfig with_user() {
  RtspServerConfig config;
  config.users = {{"joe", "secret"}};
  return config;
}

std::string error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// Keeps the warnings while it lives.
class Warnings {
 public:
  Warnings() {
    set_log_sink([this](LogLevel level, std::string_view, std::string_view text) {
      const std::lock_guard lock(mutex_);
      if (level == LogLevel::kWarning) lines_.emplace_back(text);
    });
  }
  Warnings(const Warnings&) = delete;
  Warnings& operator=(const Warnings&) = delete;
  ~Warnings() { set_log_sink({}); }
  [[nodiscard]] std::string all() const {
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const auto& line : lines_) text += line + "\n";
    return text;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;  // guarded by mutex_
};

TEST(RtspPipeline, IsWatchedByTwoAtOnce) {
  for (const auto& launch : {kFile, kLive}) {
    const ServedPipeline served(launch);
    ASSERT_TRUE(served.ready());
    RtspPlayer first(served.url, "tcp");
    RtspPlayer second(served.url, "udp");
    EXPECT_TRUE(first.wait_for_frames(20)) << launch;
    EXPECT_TRUE(second.wait_for_frames(20)) << launch;
  }
}

TEST(RtspPipeline, NeedsThePassword) {
  const ServedPipeline served(kFile, with_user());
  auto url = served.url;
  url.insert(url.find("//") + 2, "joe:secret@");
  EXPECT_TRUE(eventually([&] { return RtspPlayer(url, "tcp").wait_for_frames(10); }));
  const auto stranger = served.client();
  for (const auto* method : {"DESCRIBE", "SETUP", "PLAY"}) {
    EXPECT_EQ(stranger->request(method, served.url, {{"Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"}}).status,
              401);
  }
}

// Each plays at the speed of the clock from the others' place on, whatever range and speed he names.
TEST(RtspPipeline, NobodySeeksOrHurriesIt) {
  const ServedPipeline served;
  ASSERT_TRUE(served.ready());
  EXPECT_THAT(served.client()->request("DESCRIBE", served.url).body, HasSubstr("a=range:npt=now-"));
  const auto watcher = served.client();
  ASSERT_EQ(watcher->play(served.url), 200);
  ASSERT_TRUE(watcher->read_packets(100));
  const auto joiner = served.client();
  ASSERT_EQ(joiner->play(served.url, {{"Range", "npt=0-1"}, {"Scale", "8.0"}, {"Speed", "8.0"}}), 200);
  const auto before = watcher->packets();
  const auto begin = steady_clock::now();
  ASSERT_TRUE(watcher->read_packets(before + 200));
  EXPECT_GT(steady_clock::now() - begin, milliseconds{500});
  EXPECT_TRUE(joiner->read_packets(20));
}

// Key units are a packet each in so small a picture, and there would be no other within the hour.
TEST(RtspPipeline, BeginsWithAKeyUnitForWhoJoins) {
  const ServedPipeline served(
      "videotestsrc is-live=true pattern=black ! video/x-raw,width=64,height=64,framerate=30/1 "
      "! x264enc tune=zerolatency key-int-max=100000 ! rtph264pay name=pay0 aggregate-mode=none");
  ASSERT_TRUE(served.ready());
  const auto watcher = served.client();
  ASSERT_EQ(watcher->play(served.url), 200);
  ASSERT_TRUE(watcher->read_packets(30));
  const auto joiner = served.client();
  ASSERT_EQ(joiner->play(served.url), 200);
  ASSERT_TRUE(joiner->read_packets(20));
  EXPECT_THAT(joiner->nal_types(), testing::Contains(5));
}

TEST(RtspPipeline, ServesSeveralStreams) {
  const ServedPipeline served("( " + kFile + " audiotestsrc ! mulawenc ! rtppcmupay name=pay1 )");
  ASSERT_TRUE(served.ready());
  const auto body = served.client()->request("DESCRIBE", served.url).body;
  EXPECT_THAT(body, AllOf(HasSubstr("m=video"), HasSubstr("m=audio"), HasSubstr("PCMU/8000")));
  RtspPlayer player(served.url, "tcp");
  EXPECT_TRUE(player.wait_for_frames(20));
  const auto audio_only = served.client();
  ASSERT_EQ(
      audio_only->request("SETUP", served.url + "/stream=1", {{"Transport", "RTP/AVP/TCP;interleaved=0-1"}}).status,
      200);
  ASSERT_EQ(audio_only->request("PLAY", served.url).status, 200);
  EXPECT_TRUE(audio_only->read_packets(20));
}

TEST(RtspPipeline, IsListedAndAnnouncedLikeAStream) {
  std::vector<std::string> lines;
  set_log_sink([&lines](LogLevel, std::string_view, std::string_view text) { lines.emplace_back(text); });
  {
    ServedPipeline served;
    served.server.add_pipeline("/late", kFile);
    EXPECT_THAT(served.server.urls(), testing::Contains(served.url));
    EXPECT_EQ(served.server.urls().size(), 2U);
    served.server.remove("/late");
    EXPECT_EQ(served.server.urls(), std::vector{served.url});
  }
  set_log_sink({});
  const auto announced = [&](const std::string& end) {
    return std::ranges::count_if(lines,
                                 [&](const auto& line) { return line.starts_with("watch at") && line.ends_with(end); });
  };
  EXPECT_EQ(announced("/test"), 1);
  EXPECT_EQ(announced("/late"), 1);
}

TEST(RtspPipeline, StaysWhenTheServerStops) {
  ServedPipeline served;
  ASSERT_TRUE(served.ready());
  const auto client = served.client();
  ASSERT_EQ(client->play(served.url), 200);
  served.server.restart();
  EXPECT_TRUE(client->closed_within(seconds{3}));
  served.url = fmt::format("rtsp://127.0.0.1:{}/test", served.server.port());
  EXPECT_EQ(served.client()->play(served.url), 200);
}

TEST(RtspPipeline, IsRemovedWhileWatchedAndThePathIsFree) {
  ServedPipeline served;
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(served.ready());
    const auto client = served.client();
    const auto reader = served.client();
    ASSERT_EQ(client->play(served.url), 200);
    ASSERT_EQ(reader->request("DESCRIBE", served.url).status, 200);
    ASSERT_TRUE(client->read_packets(10));
    served.server.remove("/test");
    EXPECT_TRUE(client->closed_within(seconds{3}));
    EXPECT_TRUE(reader->closed_within(seconds{3}));
    EXPECT_EQ(served.client()->request("DESCRIBE", served.url).status, 404);
    served.server.add_pipeline("/test", round == 0 ? kLive : kFile);
  }
  served.server.remove("/test");
  const auto output = served.server.output("/test");
  EXPECT_EQ(served.client()->request("DESCRIBE", served.url).status, 503);
}

TEST(RtspPipeline, IsRemovedAtOnceWhileItWaitsForData) {
  ServedPipeline served(
      "udpsrc address=127.0.0.1 port=0 caps=application/x-rtp,media=video,encoding-name=H264,clock-rate=90000 "
      "! rtph264depay ! rtph264pay name=pay0");
  const auto begin = steady_clock::now();
  EXPECT_EQ(served.client()->request("DESCRIBE", served.url).status, 503);
  EXPECT_EQ(served.client()->request("SETUP", served.url).status, 503);
  served.server.remove("/test");
  EXPECT_LT(steady_clock::now() - begin, seconds{3});
}

TEST(RtspPipeline, OneForAllWhateverTheUrl) {
  const ServedPipeline served;
  ASSERT_TRUE(served.ready());
  ASSERT_EQ(served.client()->play(served.url), 200);
  const auto threads = threads_now();
  std::vector<std::unique_ptr<RtspRawClient>> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(served.client());
    EXPECT_EQ(clients.back()->request("DESCRIBE", fmt::format("{}?x={}", served.url, i)).status, 200);
    const auto setup =
        clients.back()->request("SETUP", fmt::format("rtsp://127.0.0.1:{}/test/stream=0?{}", 1000 + i, i),
                                {{"Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"}});
    EXPECT_EQ(setup.status, 200);
  }
  EXPECT_LE(threads_now(), threads + 1);
}

TEST(RtspPipeline, ManyJoinsNeitherFailNorHarmWhoWatches) {
  const ServedPipeline served;
  ASSERT_TRUE(served.ready());
  const auto watcher = served.client();
  ASSERT_EQ(watcher->play(served.url), 200);
  for (int i = 0; i < 100; ++i) {
    const auto client = served.client();
    ASSERT_EQ(client->play(served.url), 200) << i;
    if (i % 10 == 0) {
      ASSERT_TRUE(watcher->read_packets(watcher->packets() + 5));
    }
  }
}

// At a rate no socket buffer swallows for long.
TEST(RtspPipeline, WhoStopsToReadIsCutAndHarmsNobody) {
  const ServedPipeline served(
      "videotestsrc is-live=true pattern=snow ! video/x-raw,width=640,height=360,framerate=30/1 "
      "! x264enc tune=zerolatency speed-preset=1 bitrate=20000 ! rtph264pay name=pay0");
  ASSERT_TRUE(served.ready());
  const auto reader = served.client();
  RtspRawClient stalled(served.server.port(), 4096);
  ASSERT_EQ(reader->play(served.url), 200);
  ASSERT_EQ(stalled.play(served.url), 200);
  const auto begin = steady_clock::now();
  auto longest = steady_clock::duration::zero();
  while (steady_clock::now() - begin < seconds{14}) {
    const auto before = steady_clock::now();
    ASSERT_TRUE(reader->read_packets(reader->packets() + 50, seconds{2}));
    longest = std::max(longest, steady_clock::now() - before);
  }
  EXPECT_LT(longest, seconds{1});
  EXPECT_TRUE(stalled.closed_within(seconds{2}));
}

TEST(RtspPipeline, BeginsAnewWhenItEnds) {
  const ServedPipeline served("videotestsrc num-buffers=20 " + std::string(kCode) + kPay);
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(served.ready());
    const auto client = served.client();
    if (client->play(served.url) != 200) continue;  // it may have ended just now
    EXPECT_TRUE(client->closed_within(seconds{10}));
  }
  EXPECT_TRUE(served.ready());
}

TEST(RtspPipeline, IsTriedAgainWhenItFailsAndSaysWhy) {
  const Warnings warnings;
  const ServedPipeline served(
      "filesrc location=/nonexistent/rtsp://joe:hidden@host/x ! h264parse ! rtph264pay name=pay0");
  EXPECT_TRUE(eventually([&] { return std::ranges::count(warnings.all(), '\n') >= 2; }));
  EXPECT_THAT(warnings.all(), AllOf(HasSubstr("/test does not start"), HasSubstr("filesrc"), HasSubstr("tried again"),
                                    Not(HasSubstr("hidden"))));
  EXPECT_EQ(served.client()->request("DESCRIBE", served.url).status, 503);
}

TEST(RtspPipeline, TellsWhatIsWrongWithItsText) {
  RtspServer server{ServedStream::on_loopback({})};
  const auto why = [&](const std::string& launch) { return error_of([&] { server.add_pipeline("/test", launch); }); };
  EXPECT_THAT(why("nosuchsrc ! rtph264pay name=pay0"),
              AllOf(HasSubstr("/test"), HasSubstr("no element \"nosuchsrc\""), HasSubstr("install the plug-in")));
  EXPECT_THAT(why(""), HasSubstr("empty pipeline"));
  EXPECT_THAT(why("videotestsrc ! ! rtph264pay name=pay0"), HasSubstr("syntax error"));
  EXPECT_THAT(why("videotestsrc colour=red ! x264enc ! rtph264pay name=pay0"), HasSubstr("no property \"colour\""));
  EXPECT_THAT(why("videotestsrc ! rtph264pay name=pay0"), HasSubstr("could not link"));
  EXPECT_THAT(why("videotestsrc ! x264enc ! rtph264pay"), HasSubstr("no payloader of the name pay0"));
  EXPECT_THAT(why("videotestsrc name=pay0"), HasSubstr("pay0 is no RTP payloader"));
  EXPECT_THAT(why(kFile + " videotestsrc ! fakesink name=pay1"), HasSubstr("pay1 is no RTP payloader"));
  EXPECT_THAT(why("pipeline.( " + kFile + " )"), HasSubstr("at most in parentheses"));
  EXPECT_THAT(why("videotestsrc pattern=rtsp://joe:hidden@x ! x264enc ! rtph264pay name=pay0"),
              Not(HasSubstr("hidden")));
  EXPECT_TRUE(server.urls().empty()) << "nothing was added";
}

TEST(RtspPipeline, TellsWhatIsWrongWithItsPath) {
  RtspServer server{ServedStream::on_loopback({})};
  EXPECT_THAT(error_of([&] { server.remove("/test"); }), AllOf(HasSubstr("/test"), HasSubstr("no stream at all")));
  for (const auto* path : {"", "/", "test", "/a b", "/a?b"}) {
    EXPECT_THAT(error_of([&] { server.add_pipeline(path, kFile); }), HasSubstr("is no path")) << path;
  }
  server.add_pipeline("/test", kFile);
  const auto output = server.output("/live");
  EXPECT_THAT(error_of([&] { server.add_pipeline("/test", kFile); }), HasSubstr("/test is taken"));
  EXPECT_THAT(error_of([&] { server.add_pipeline("/live", kFile); }), HasSubstr("/live is taken"));
  EXPECT_THAT(error_of([&] { (void)server.output("/test"); }), HasSubstr("/test is taken"));
  EXPECT_THAT(error_of([&] { server.remove("/other"); }), AllOf(HasSubstr("/other"), HasSubstr("/live, /test")));
  EXPECT_THAT(error_of([&] { server.remove("/live"); }), AllOf(HasSubstr("/live"), HasSubstr("detach that output")));
}

TEST(RtspPipeline, LeavesNothingBehind) {
  RtspServer server{ServedStream::on_loopback(ServedStream::anonymous())};
  server.start();
  const auto url = fmt::format("rtsp://127.0.0.1:{}/test", server.port());
  expect_no_growth(20, [&] {
    server.add_pipeline("/test", kFile);
    ASSERT_TRUE(eventually([&] { return RtspRawClient(server.port()).request("DESCRIBE", url).status == 200; }));
    RtspRawClient client(server.port());
    ASSERT_EQ(client.play(url), 200);
    ASSERT_TRUE(client.read_packets(3));
    server.remove("/test");
  });
}

}  // namespace
}  // namespace skyline::test
