// SPDX-License-Identifier: Apache-2.0
// Real clients see the frames that were put: in order, each the one it says it is, over every transport.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "integration/watched_stream.hpp"
#include "support/frame_code.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kFrames = 45;
constexpr double kFps = 30;

struct Certificate {
  Certificate() {
    const auto made = run_process({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key(), "-out",
                                   file(), "-days", "2", "-subj", "/CN=127.0.0.1"});
    if (made.status != 0) throw std::runtime_error("openssl: " + made.output);
  }
  [[nodiscard]] std::string file() const { return folder.file("certificate.pem"); }
  [[nodiscard]] std::string key() const { return folder.file("key.pem"); }
  TemporaryFolder folder;
};

RtspServerConfig with_user() { return {.users = {{.name = "ann", .password = "s3cret: with spaces"}}}; }
RtspServerConfig with_tls(const Certificate& certificate) {
  auto config = with_user();
  config.tls_certificate = certificate.file();
  config.tls_key = certificate.key();
  return config;
}
constexpr const char* kCredentials = "user-id=ann user-pw=\"s3cret: with spaces\"";
constexpr const char* kUrlCredentials = "ann:s3cret%3A%20with%20spaces";

void expect_watchable(CodedPlayer& player) {
  ASSERT_TRUE(player.wait_for(kFrames)) << player.error() << "; " << player.frames().size() << " frames";
  EXPECT_TRUE(in_order(player.frames()));
  EXPECT_EQ(player.unreadable(), 0);
}

/// After the `skipped` first ones no frame is missing; one may be there twice, encoded again for who joins.
bool gapless(const std::vector<SeenFrame>& frames, std::size_t skipped) {
  const auto misses = [](const SeenFrame& a, const SeenFrame& b) { return b.number - a.number > 1; };
  const auto first = frames.begin() + static_cast<std::ptrdiff_t>(skipped);
  return std::adjacent_find(first, frames.end(), misses) == frames.end();
}

TEST(GStreamer, WatchesOverTcp) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(kFps));
  CodedPlayer player(stream.url(), "protocols=tcp");
  expect_watchable(player);
}

TEST(GStreamer, WatchesOverUdp) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(kFps));
  CodedPlayer player(stream.url(), "protocols=udp");
  expect_watchable(player);
}

TEST(GStreamer, WatchesOverMulticast) {
  WatchedStream stream({.allow_anonymous = true, .multicast_group = "239.255.42.1", .multicast_port = 15000});
  ASSERT_TRUE(stream.run(kFps));
  CodedPlayer player(stream.url(), "protocols=udp-mcast multicast-iface=lo");
  expect_watchable(player);
}

TEST(GStreamer, WatchesThroughAnHttpTunnel) {
  WatchedStream stream({.allow_anonymous = true, .http_tunnel = true});
  ASSERT_TRUE(stream.run(kFps));
  CodedPlayer player(stream.url({}, "rtsph"), "protocols=tcp");
  expect_watchable(player);
}

TEST(GStreamer, WatchesOverTlsWithDigest) {
  const Certificate certificate;
  WatchedStream stream(with_tls(certificate));
  ASSERT_TRUE(stream.run(kFps));
  CodedPlayer player(stream.url({}, "rtsps"), std::string("protocols=tcp tls-validation-flags=0 ") + kCredentials);
  expect_watchable(player);
}

TEST(GStreamer, WatchesWithDigestAndNotWithoutIt) {
  WatchedStream stream(with_user());
  ASSERT_TRUE(stream.run(kFps));
  CodedPlayer player(stream.url(), std::string("protocols=tcp ") + kCredentials);
  expect_watchable(player);
  CodedPlayer stranger(stream.url(), "protocols=tcp");
  EXPECT_FALSE(stranger.wait_for(1));
  EXPECT_NE(stranger.error().find("nauthorized"), std::string::npos) << stranger.error();
  EXPECT_EQ(stream.sky.stats().outputs.at(0).viewers, 1);
}

/// Has ffmpeg write gray frames, and reads their numbers.
void expect_ffmpeg_watches(const WatchedStream& stream, const std::vector<std::string>& options,
                           const std::string& url) {
  const TemporaryFolder folder;
  std::vector<std::string> command{"ffmpeg", "-nostdin", "-v", "error"};
  command.insert(command.end(), options.begin(), options.end());
  command.insert(command.end(), {"-i", url, "-frames:v", std::to_string(kFrames), "-vsync", "passthrough", "-pix_fmt",
                                 "gray", "-f", "rawvideo", folder.file("frames")});
  const auto ran = run_process(command);
  ASSERT_EQ(ran.status, 0) << ran.output;
  const auto bytes = read_file(folder.file("frames"));
  constexpr std::size_t kSize = std::size_t{kWidth} * kHeight;
  ASSERT_EQ(bytes.size(), kFrames * kSize);
  std::optional<std::uint32_t> last;
  for (std::size_t i = 0; i < kFrames; ++i) {
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(bytes.data()) + i * kSize;
    const auto number = read_frame_code(pixels, kWidth, kWidth, kHeight);
    ASSERT_TRUE(number) << "frame " << i;
    if (last) {
      EXPECT_GE(*number, *last) << "frame " << i;
    }
    last = number;
  }
  EXPECT_LT(*last, stream.app.count());
}

TEST(Ffmpeg, WatchesOverTcp) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(kFps));
  expect_ffmpeg_watches(stream, {"-rtsp_transport", "tcp"}, stream.url());
}

TEST(Ffmpeg, WatchesOverUdpWithDigest) {
  WatchedStream stream(with_user());
  ASSERT_TRUE(stream.run(kFps));
  expect_ffmpeg_watches(stream, {"-rtsp_transport", "udp"}, stream.url(kUrlCredentials));
}

TEST(Ffmpeg, WatchesThroughAnHttpTunnel) {
  WatchedStream stream({.allow_anonymous = true, .http_tunnel = true});
  ASSERT_TRUE(stream.run(kFps));
  expect_ffmpeg_watches(stream, {"-rtsp_transport", "http"}, stream.url());
}

TEST(Ffmpeg, WatchesOverTls) {
  const Certificate certificate;
  WatchedStream stream(with_tls(certificate));
  ASSERT_TRUE(stream.run(kFps));
  expect_ffmpeg_watches(stream, {"-rtsp_transport", "tcp"}, stream.url(kUrlCredentials, "rtsps"));
}

TEST(Ffprobe, ReadsWhatIsSignalled) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(kFps));
  const auto ran = run_process({"ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_streams", stream.url()});
  ASSERT_EQ(ran.status, 0) << ran.output;
  for (const auto* line : {"codec_name=h264", "profile=High", "width=320", "height=240", "has_b_frames=0",
                           "color_range=tv", "color_space=smpte170m"}) {
    EXPECT_NE(ran.output.find(line), std::string::npos) << line << "\n" << ran.output;
  }
}

TEST(Viewers, OfOneStreamAllSeeEveryFrame) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(kFps));
  std::vector<std::unique_ptr<CodedPlayer>> players;
  for (int i = 0; i < 6; ++i) {
    players.push_back(std::make_unique<CodedPlayer>(stream.url(), i % 2 == 0 ? "protocols=tcp" : "protocols=udp"));
  }
  for (const auto& player : players) ASSERT_TRUE(player->wait_for(10)) << player->error();
  EXPECT_EQ(stream.sky.stats().outputs.at(0).viewers, 6);
  // Half of them leave in the middle; the others must not notice.
  players.resize(3);
  for (const auto& player : players) {
    const auto before = player->frames().size();
    ASSERT_TRUE(player->wait_for(before + kFrames)) << player->error();
    // The first few: who joins a running stream may be sent a picture that builds on others before the key unit.
    EXPECT_TRUE(gapless(player->frames(), 5));
  }
  EXPECT_TRUE(eventually([&] { return stream.sky.stats().outputs.at(0).viewers == 3; }));
}

/// Frames are put, and none of them is encoded.
void expect_idle(const SkyLine& sky) {
  const auto before = sky.stats();
  ASSERT_TRUE(eventually([&] { return sky.stats().frames_not_wanted > before.frames_not_wanted + 50; }));
  EXPECT_EQ(sky.stats().units, before.units);
}

TEST(Viewers, CostNothingWhenThereAreNone) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(100));
  ASSERT_TRUE(eventually([&] { return stream.sky.stats().frames_not_wanted > 5; }));
  expect_idle(stream.sky);
  {
    CodedPlayer player(stream.url(), "protocols=tcp");
    ASSERT_TRUE(player.wait_for(10)) << player.error();
  }
  const auto not_wanted = stream.sky.stats().frames_not_wanted;
  ASSERT_TRUE(eventually([&] { return stream.sky.stats().frames_not_wanted > not_wanted + 5; }));
  expect_idle(stream.sky);
}

TEST(Viewers, SeeTheEndWhenTheStreamStopsAndCanComeBack) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(kFps));
  for (int i = 0; i < 2; ++i) {
    CodedPlayer player(stream.url(), "protocols=tcp");
    ASSERT_TRUE(player.wait_for(5)) << player.error();
    stream.sky.stop_streaming();
    EXPECT_TRUE(player.wait_for_end());
    stream.sky.start_streaming(kUseLast, kUseLast, kUseLast);
    ASSERT_TRUE(eventually([&, before = stream.sky.stats().outputs.at(0).units_written] {
      return stream.sky.stats().outputs.at(0).units_written > before;
    }));
  }
}

TEST(Streams, ComeAndGoWhileTheServerRuns) {
  RtspServer server(on_loopback());
  server.start();
  for (int round = 0; round < 2; ++round) {
    RtspSkyLine one(server, "/one");
    auto two = std::make_unique<RtspSkyLine>(server, "/two");
    EXPECT_THROW(RtspSkyLine(server, "/two"), Error);
    EXPECT_EQ(server.urls().size(), 2U);
    one.start_streaming(kVariable);
    two->start_streaming(kVariable);
    CodedApp first(one, kWidth, kHeight);
    CodedApp second(*two, kWidth, kHeight);
    first.start(kFps);
    second.start(kFps);
    ASSERT_TRUE(eventually([&] { return one.stats().outputs.at(0).units_written > 0; }));
    ASSERT_TRUE(eventually([&] { return two->stats().outputs.at(0).units_written > 0; }));
    CodedPlayer player(fmt::format("rtsp://127.0.0.1:{}/one", server.port()), "protocols=tcp");
    ASSERT_TRUE(player.wait_for(5)) << player.error();
    second.stop();
    two.reset();
    ASSERT_TRUE(player.wait_for(player.frames().size() + 5)) << player.error();
  }
}

TEST(Streams, OutliveTheirServer) {
  auto server = std::make_unique<RtspServer>(on_loopback());
  RtspSkyLine sky(*server, "/live");
  server->start();
  sky.start_streaming(kVariable);
  CodedApp app(sky, kWidth, kHeight);
  EXPECT_TRUE(app.put());
  server.reset();
  for (int i = 0; i < 5; ++i) app.put();
  sky.stop_streaming();
  sky.start_streaming(kVariable);
  app.put();
}

TEST(Streams, AreServedAgainAfterTheServerRestarts) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(kFps));
  stream.server.restart();
  CodedPlayer player(stream.url(), "protocols=tcp");
  ASSERT_TRUE(player.wait_for(5)) << player.error();
}

TEST(Streams, GoToAFileAndToViewersFromOneEncode) {
  const TemporaryFolder folder;
  {
    WatchedStream stream;
    auto& file = stream.sky.attach(
        std::make_unique<GstOutput>("... ! h264parse ! mp4mux ! filesink location=" + folder.file("x.mp4")));
    ASSERT_TRUE(stream.run(kFps));
    CodedPlayer player(stream.url(), "protocols=tcp");
    ASSERT_TRUE(player.wait_for(kFrames)) << player.error();
    stream.app.stop();
    stream.sky.detach(file);
  }
  const auto ran = run_process({"ffprobe", "-v", "error", "-count_frames", "-show_entries",
                                "stream=nb_read_frames,width", folder.file("x.mp4")});
  ASSERT_EQ(ran.status, 0) << ran.output;
  EXPECT_NE(ran.output.find("width=320"), std::string::npos) << ran.output;
}

}  // namespace
}  // namespace skyline::test
