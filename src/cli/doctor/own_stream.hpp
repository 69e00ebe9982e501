// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>

#include "cli/stop.hpp"
#include "skyline/rtsp.hpp"

namespace skyline::cli {

/// A small generated scene, served on a port of 127.0.0.1 to a user with a password made for it.
class OwnStream {
 public:
  /// Throws Error when it cannot be served.
  OwnStream();
  OwnStream(const OwnStream&) = delete;
  OwnStream& operator=(const OwnStream&) = delete;
  ~OwnStream();

  /// Until viewers can join. Throws RunError when that takes more than ten seconds.
  void wait_until_joinable() const;
  /// With the password; not for people.
  [[nodiscard]] std::string url() const { return server_.urls(UrlCredentials::kGenerated).front(); }

 private:
  void feed();

  RtspServer server_;
  RtspSkyLine sky_;
  Stop stop_;
  std::thread feeder_;
};

/// What came of watching a stream.
struct Watched {
  int pictures = 0;        ///< decoded
  int first_ms = 0;        ///< from connecting to the first of them
  std::string error{};     ///< GStreamer's words; empty for none
  bool can_decode = true;  ///< otherwise nothing was tried: no decoder is installed
};

enum class Transport { kTcp, kUdp };

/// Watches until ten pictures were decoded, it fails, or ten seconds are over.
[[nodiscard]] Watched watch(const std::string& url, Transport transport);

}  // namespace skyline::cli
