// SPDX-License-Identifier: Apache-2.0
// A thousand starts and stops, a thousand joins, and nothing grows. With SKYLINE_SOAK_MINUTES set, for so long.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>

#include "integration/watched_stream.hpp"
#include "support/rtsp_raw_client.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPooledThreads = 3;  // GLib keeps some for the next pipeline
constexpr std::size_t kMemorySlackKb = 8 * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // slow, and memory that is freed is kept back
#else
constexpr bool kSanitized = false;
#endif

/// Repeats `cycle` so often (a tenth under a sanitizer), or for the minutes of a soak, after a warm-up; then looks for
/// growth.
template <class Cycle>
void expect_no_growth(int cycles, Cycle cycle) {
  const auto* minutes = std::getenv("SKYLINE_SOAK_MINUTES");
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{minutes != nullptr ? std::atoi(minutes) : 0};
  for (int i = 0; i < cycles / 10; ++i) ASSERT_NO_FATAL_FAILURE(cycle());
  const auto threads = entries("/proc/self/task");
  const auto descriptors = entries("/proc/self/fd");
  const auto memory = resident_kb();
  const int most = kSanitized ? cycles / 10 : cycles;
  for (int i = 0; i < most || std::chrono::steady_clock::now() < end; ++i) ASSERT_NO_FATAL_FAILURE(cycle());
  EXPECT_TRUE(eventually([&] { return entries("/proc/self/task") <= threads + kPooledThreads; }));
  EXPECT_TRUE(eventually([&] { return entries("/proc/self/fd") <= descriptors; })) << entries("/proc/self/fd");
  if (!kSanitized) {
    EXPECT_LE(resident_kb(), memory + kMemorySlackKb);
  }
}

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
