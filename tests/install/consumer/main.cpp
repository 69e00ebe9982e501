// SPDX-License-Identifier: Apache-2.0
#include <skyline/skyline.hpp>

#include <cstdint>
#include <iostream>
#include <vector>

int main() {
  skyline::RtspServer server{{.port = 0, .address = "127.0.0.1", .allow_anonymous = true}};
  skyline::RtspSkyLine sky{server, "/consumer"};
  sky.start_streaming(10, 64, 48);
  server.start();

  const std::vector<std::uint8_t> pixels(64 * 48 * 3, 128);
  sky.put(skyline::FrameView{pixels.data(), 64, 48, skyline::PixelFormat::kBgr});
  const auto stats = sky.stats();
  std::cout << skyline::to_string(sky.state()) << ", " << stats.frames_put << " frame put, " << stats.frames_failed
            << " failed, port " << server.port() << '\n';

  // Thrown in the library, caught here: only a visible type can be.
  bool caught = false;
  try {
    const skyline::RtspSkyLine wrong{server, "no slash"};
  } catch (const skyline::Error& error) {
    caught = true;
    std::cout << "refused as it should be: " << error.what() << '\n';
  }
  return caught && stats.frames_put == 1 && stats.frames_failed == 0 && server.port() != 0 ? 0 : 1;
}
