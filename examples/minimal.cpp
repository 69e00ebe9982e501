// SPDX-License-Identifier: Apache-2.0
// The whole of it: draw pictures, let people watch them by RTSP.
#include <array>
#include <chrono>
#include <iostream>
#include <skyline/skyline.hpp>
#include <thread>

int main() {
  skyline::RtspServer server{{.port = 8554}};
  skyline::RtspSkyLine sky{server, "/live"};
  sky.start_streaming(30, 640, 360);
  server.start();
  for (const auto& url : server.urls(skyline::UrlCredentials::kGenerated))
    std::cout << "watch: ffplay " << url << std::endl;

  static std::array<std::uint8_t, 640 * 360> picture{};
  for (std::size_t frame = 0;; ++frame) {
    for (std::size_t i = 0; i < picture.size(); ++i)
      picture[i] = static_cast<std::uint8_t>(i % 640 + i / 640 + frame * 2);
    sky.put(skyline::FrameView(picture.data(), 640, 360, skyline::PixelFormat::kGray));
    std::this_thread::sleep_for(std::chrono::milliseconds{33});
  }
}
