// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>

#include "skyline/rtsp.hpp"
#include "support/eventually.hpp"
#include "support/output_feeder.hpp"
#include "support/process.hpp"
#include "support/rtsp_raw_client.hpp"

namespace skyline::test {

inline std::size_t threads_now() { return entries("/proc/self/task"); }
inline std::size_t descriptors_now() { return entries("/proc/self/fd"); }

/// A server on loopback with one stream at /live, fed with real units.
struct ServedStream {
  explicit ServedStream(RtspServerConfig config = anonymous(), double fps = 30, int bitrate_kbps = 500, int width = 320,
                        int height = 180)
      : server(on_loopback(std::move(config))),
        output(server.output("/live")),
        feeder(*output, width, height, fps, bitrate_kbps) {
    server.start();
    url = fmt::format("rtsp://127.0.0.1:{}/live", server.port());
  }

  static RtspServerConfig anonymous() {
    RtspServerConfig config;
    config.allow_anonymous = true;
    return config;
  }
  static RtspServerConfig on_loopback(RtspServerConfig config) {
    config.address = "127.0.0.1";
    config.port = 0;
    return config;
  }

  /// Starts to feed and waits until the stream can be joined.
  bool feed() {
    feeder.start();
    return eventually([this] { return !output->wants_units(); });
  }
  [[nodiscard]] std::unique_ptr<RtspRawClient> client(int receive_buffer = 0) {
    return std::make_unique<RtspRawClient>(server.port(), receive_buffer);
  }

  RtspServer server;
  std::unique_ptr<Output> output;
  OutputFeeder feeder;
  std::string url;
};

}  // namespace skyline::test
