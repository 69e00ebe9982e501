// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "gst/handles.hpp"
#include "gst/runtime.hpp"

namespace skyline::rtsp {

/// A connection as it was accepted: non-blocking, close-on-exec. Whoever takes it closes it.
struct Accepted {
  int fd = -1;
  std::string address;  ///< of the peer, numeric; IPv4 also when it came through an IPv6 socket
  std::uint16_t port = 0;
};

/// A listening TCP socket served by the loop. A gate in front of the server would take its place: it hands over what
/// it has accepted.
class Listener {
 public:
  /// Throws Error when the address cannot be listened on. `take` is called on the loop's thread.
  Listener(std::shared_ptr<gst::MainLoop> loop, const std::string& address, std::uint16_t port,
           std::function<void(const Accepted&)> take);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  /// On the loop's thread.
  ~Listener();

  [[nodiscard]] std::uint16_t port() const;

 private:
  void accept_some();
  void refuse_one();

  const std::shared_ptr<gst::MainLoop> loop_;
  const std::function<void(const Accepted&)> take_;
  int fd_;
  int reserve_;  // given up to accept and close a connection when there are no other descriptors
  gst::Owned<GSource, g_source_unref> source_;
  log::RateLimit refusals_;
};

}  // namespace skyline::rtsp
