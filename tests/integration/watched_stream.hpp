// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "skyline/skyline.hpp"
#include "support/coded_app.hpp"
#include "support/coded_player.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"

namespace skyline::test {

inline constexpr int kWidth = 320;
inline constexpr int kHeight = 240;

/// A server on loopback that lets anybody in, unless `config` says otherwise.
inline RtspServerConfig on_loopback(RtspServerConfig config = {.allow_anonymous = true}) {
  config.address = "127.0.0.1";
  config.port = 0;
  return config;
}

/// A server, a stream at /live, and an application that feeds it.
struct WatchedStream {
  explicit WatchedStream(RtspServerConfig config = {.allow_anonymous = true}, StreamConfig stream = {})
      : server(on_loopback(std::move(config))), sky(server, "/live", std::move(stream)), app(sky, kWidth, kHeight) {
    server.start();
    sky.start_streaming(kVariable);
  }

  /// Puts frames at this rate and waits until the stream can be joined.
  [[nodiscard]] bool run(double fps) {
    app.start(fps);
    return joinable();
  }
  [[nodiscard]] bool joinable() {
    return eventually([this] { return sky.stats().units > 0; });
  }
  [[nodiscard]] std::string url(const std::string& user = {}, const std::string& scheme = "rtsp") const {
    return fmt::format("{}://{}127.0.0.1:{}/live", scheme, user.empty() ? "" : user + "@", server.port());
  }

  RtspServer server;
  RtspSkyLine sky;
  CodedApp app;
};

}  // namespace skyline::test
