// SPDX-License-Identifier: Apache-2.0
#include <skyline/skyline.hpp>

#include "contender.hpp"
#include "scene.hpp"

namespace bench {
namespace {

class SkyLineContender final : public Contender {
 public:
  SkyLineContender(double fps, bool hand_over)
      : server_({.port = 0, .address = "127.0.0.1", .allow_anonymous = true, .max_connections_per_address = 128}),
        sky_(server_, kPath, config()),
        hand_over_(hand_over) {
    skyline::set_log_level(skyline::LogLevel::kWarning);
    sky_.start_streaming(fps, kWidth, kHeight);
    server_.start();
  }

  void put(std::uint8_t* pixels) override {
    const skyline::FrameView view(pixels, kWidth, kHeight, skyline::PixelFormat::kBgr);
    if (hand_over_) {
      sky_.put(skyline::OwnedFrame(view, [] {}));
    } else {
      sky_.put(view);
    }
  }

  [[nodiscard]] int port() const override { return server_.port(); }

  [[nodiscard]] nlohmann::json details() const override {
    const auto stats = sky_.stats();
    return {{"encoder", stats.encoder},
            {"frames_put", stats.frames_put},
            {"encoded", stats.frames_encoded},
            {"not_wanted", stats.frames_not_wanted},
            {"replaced", stats.frames_replaced},
            {"failed", stats.frames_failed},
            {"stills_encoded", stats.stills_encoded},
            {"bytes", stats.bytes},
            {"last_error", stats.last_error}};
  }

 private:
  static skyline::StreamConfig config() {
    skyline::StreamConfig config;
    config.name = "bench";
    config.encoding.bitrate_kbps = kBitrateKbps;
    config.encoding.vbv = std::chrono::milliseconds(kVbvMs);
    config.encoding.key_interval = std::chrono::seconds(kKeySeconds);
    return config;
  }

  skyline::RtspServer server_;
  skyline::RtspSkyLine sky_;
  bool hand_over_;
};

}  // namespace

std::unique_ptr<Contender> make_skyline(double fps, bool hand_over) {
  return std::make_unique<SkyLineContender>(fps, hand_over);
}

}  // namespace bench
