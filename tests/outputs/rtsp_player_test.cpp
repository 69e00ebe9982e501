// SPDX-License-Identifier: Apache-2.0
#include "support/rtsp_player.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "support/rtsp_fixture.hpp"

namespace skyline::test {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct FileClose {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileClose>;

// A self-signed certificate and its key, as PEM files that go with this object.
class TestCertificate {
 public:
  TestCertificate() {
    const gst::Owned<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
    const gst::Owned<X509, X509_free> certificate(X509_new());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const File certificate_out(std::fopen(certificate_file().c_str(), "we"));
    const File key_out(std::fopen(key_file().c_str(), "we"));
    PEM_write_X509(certificate_out.get(), certificate.get());
    PEM_write_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }
  ~TestCertificate() {
    std::filesystem::remove(certificate_file());
    std::filesystem::remove(key_file());
  }
  [[nodiscard]] std::string certificate_file() const { return base_ + ".crt"; }
  [[nodiscard]] std::string key_file() const { return base_ + ".key"; }

 private:
  const std::string base_ =
      (std::filesystem::temp_directory_path() / ("skyline-test-" + std::to_string(getpid()))).string();
};

RtspServerConfig with_user() {
  RtspServerConfig config;
  config.users = {{"joe", "secret"}};
  return config;
}

std::string with_login(std::string url) { return url.insert(url.find("//") + 2, "joe:secret@"); }

TEST(RtspPlayer, PlaysWithDigestOverTcpAndUdp) {
  ServedStream stream(with_user());
  ASSERT_TRUE(stream.feed());
  for (const auto* protocols : {"tcp", "udp"}) {
    RtspPlayer player(with_login(stream.url), protocols);
    EXPECT_TRUE(player.wait_for_frames(20)) << protocols << player.frames();
  }
  RtspPlayer stranger(stream.url, "tcp");
  EXPECT_TRUE(stranger.wait_for_end());
  EXPECT_EQ(stranger.frames(), 0);
}

TEST(RtspPlayer, PlaysMulticast) {
  auto config = with_user();
  config.multicast_group = "239.255.42.1";
  config.multicast_port = 15000;
  ServedStream stream(config);
  ASSERT_TRUE(stream.feed());
  RtspPlayer first(with_login(stream.url), "udp-mcast");
  RtspPlayer second(with_login(stream.url), "udp-mcast");
  EXPECT_TRUE(first.wait_for_frames(10));
  EXPECT_TRUE(second.wait_for_frames(10));
}

TEST(RtspPlayer, PlaysEncrypted) {
  const TestCertificate files;
  auto config = with_user();
  config.tls_certificate = files.certificate_file();
  config.tls_key = files.key_file();
  config.basic_auth = true;
  ServedStream stream(config);
  ASSERT_TRUE(stream.feed());
  const auto url = stream.server.urls().front();
  ASSERT_TRUE(url.starts_with("rtsps://")) << url;
  RtspPlayer player(with_login(url), "tcp");
  EXPECT_TRUE(player.wait_for_frames(20));
  RtspPlayer in_the_clear(with_login(url), "udp");
  EXPECT_TRUE(in_the_clear.wait_for_end());
  EXPECT_EQ(in_the_clear.frames(), 0);

  stream.server.add_pipeline("/added", "videotestsrc ! x264enc tune=zerolatency ! rtph264pay name=pay0");
  const auto added = fmt::format("rtsps://127.0.0.1:{}/added", stream.server.port());
  EXPECT_TRUE(eventually([&] { return RtspPlayer(with_login(added), "tcp").wait_for_frames(10); }));
  RtspPlayer added_in_the_clear(with_login(added), "udp");
  EXPECT_TRUE(added_in_the_clear.wait_for_end());
  EXPECT_EQ(added_in_the_clear.frames(), 0);
}

TEST(RtspPlayer, ManyPlayAtOnceAndTheStreamsEndReachesAll) {
  ServedStream stream(with_user());
  ASSERT_TRUE(stream.feed());
  std::vector<std::unique_ptr<RtspPlayer>> players;
  players.reserve(6);
  for (int i = 0; i < 6; ++i) {
    players.push_back(std::make_unique<RtspPlayer>(with_login(stream.url), i % 2 == 0 ? "tcp" : "udp"));
  }
  for (const auto& player : players) EXPECT_TRUE(player->wait_for_frames(15));
  EXPECT_EQ(stream.output->viewers(), 6);
  stream.feeder.stop();
  for (const auto& player : players) EXPECT_TRUE(player->wait_for_end());
}

// A new size comes with new parameter sets in the stream.
TEST(RtspPlayer, PlaysOnWhenTheSizeChanges) {
  ServedStream stream;
  ASSERT_TRUE(stream.feed());
  RtspPlayer player(stream.url, "tcp");
  ASSERT_TRUE(player.wait_for_frames(5));
  stream.feeder.change_size(640, 360);
  EXPECT_TRUE(player.wait_for_frames(player.frames() + 30));
}

// At two frames a second any wait for the next unit would be half a second.
TEST(RtspPlayer, UnitsArriveWithoutWaitingForTheNext) {
  ServedStream stream(ServedStream::anonymous(), 2);
  ASSERT_TRUE(stream.feed());
  for (const auto* protocols : {"tcp", "udp"}) {
    const auto begin = stream.feeder.write_times().size();
    RtspPlayer player(stream.url, protocols, false);
    ASSERT_TRUE(player.wait_for_frames(6)) << protocols;
    auto written = stream.feeder.write_times();
    const auto arrived = player.arrivals();
    written.erase(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(begin));
    std::vector<microseconds> delays;
    for (const auto& arrival : arrived) {
      const auto after = std::upper_bound(written.begin(), written.end(), arrival);
      ASSERT_NE(after, written.begin());
      delays.push_back(duration_cast<microseconds>(arrival - *std::prev(after)));
    }
    std::sort(delays.begin(), delays.end());
    std::printf("write() to depayloaded, %s: p50 %ld us, worst %ld us\n", protocols, delays[delays.size() / 2].count(),
                delays.back().count());
    EXPECT_LT(delays[delays.size() / 2], milliseconds{20}) << protocols;
  }
}

}  // namespace
}  // namespace skyline::test
