// SPDX-License-Identifier: Apache-2.0
// One encoding, two destinations: a stream of Amazon Kinesis Video Streams, and RTSP beside it.
//
//   kinesis [STREAM]     keys and region: the environment, a .env file, or a profile, as docs/07-kinesis.md says
#include <chrono>
#include <iostream>
#include <skyline/skyline.hpp>
#include <thread>

int main(int argc, char** argv) try {
  skyline::RtspServer server{{.port = 8554}};
  skyline::KvsSkyLine sky{"", argc > 1 ? argv[1] : "skyline-example"};
  sky.attach(server.output("/live"));
  sky.start_streaming(30, 640, 360);
  server.start();
  for (const auto& url : server.urls(skyline::UrlCredentials::kGenerated))
    std::cout << "watch: ffplay " << url << std::endl;

  skyline::TestScene scene(640, 360);
  for (std::uint64_t frame = 0;; ++frame) {
    sky.put(scene.draw(frame, std::chrono::system_clock::now()));
    if (frame % 300 == 299) std::cout << "kinesis: " << to_string(sky.kvs_stats().state) << std::endl;
    std::this_thread::sleep_for(std::chrono::milliseconds{33});
  }
} catch (const skyline::Error& error) {
  std::cerr << "kinesis: " << error.what() << '\n';
  return 1;
}
