// SPDX-License-Identifier: Apache-2.0
// A thousand starts and stops, a thousand joins, and nothing grows. With SKYLINE_SOAK_MINUTES set, for so long.
#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "integration/watched_stream.hpp"
#include "support/no_growth.hpp"
#include "support/rtsp_raw_client.hpp"

namespace skyline::test {
namespace {

TEST(Endurance, OfStartsAndStops) {
  RtspServer server(on_loopback());
  server.start();
  RtspSkyLine sky(server, "/live");
  CodedApp app(sky, kWidth, kHeight);
  expect_no_growth(1000, [&] {
    sky.start_streaming(30, kWidth, kHeight);
    ASSERT_TRUE(app.put());
    sky.stop_streaming();
  });
}

TEST(Endurance, OfJoins) {
  WatchedStream stream;
  ASSERT_TRUE(stream.run(30));
  expect_no_growth(100, [&] {
    std::array<std::unique_ptr<RtspRawClient>, 10> clients;
    for (auto& client : clients) {
      client = std::make_unique<RtspRawClient>(stream.server.port());
      ASSERT_EQ(client->play(stream.url()), 200);
    }
    for (auto& client : clients) ASSERT_TRUE(client->read_packets(1));
  });
  EXPECT_TRUE(eventually([&] { return stream.sky.stats().outputs.at(0).viewers == 0; }));
}

}  // namespace
}  // namespace skyline::test
