// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gst/handles.hpp"
#include "gst/runtime.hpp"
#include "outputs/rtsp/access_control.hpp"
#include "outputs/rtsp/mount.hpp"

namespace skyline::rtsp {

/// Says when a TCP peer has stopped to read: bytes wait and none was acknowledged for a time.
class StallWatch {
 public:
  static constexpr std::chrono::seconds kPatience{10};
  [[nodiscard]] bool stalled(bool bytes_wait, std::uint64_t acknowledged, SteadyTime now);

 private:
  std::uint64_t acknowledged_ = 0;
  SteadyTime moved_{};
  bool waiting_ = false;
};

/// The connections of a server. All on the loop's thread.
class Connections {
 public:
  struct Events {
    std::function<void(Mount&)> joined;  ///< a client has begun to play
    std::function<void()> changed;       ///< a client may have stopped to play
  };

  Connections(std::shared_ptr<gst::MainLoop> loop, GstRTSPServer* server, Events events);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  ~Connections();

  /// From the next connection on; null: in the clear.
  void encrypt_with(gst::Ref<GTlsCertificate> certificate) { certificate_ = std::move(certificate); }

  [[nodiscard]] int count() const { return static_cast<int>(all_.size()); }
  /// Of a network, see network_of().
  [[nodiscard]] int count(std::string_view network) const;
  void close_all();
  /// Closes those that may not stay, by what they have seen of.
  void close_unless(const std::function<bool(GstRTSPClient*, const std::set<std::string>& paths)>& may_stay);
  /// Closes those that have seen this mount's media; they hold it in their sessions or caches.
  void close_users_of(const Mount& mount);
  /// To be called every second: ends sessions that timed out, and cuts those who do not read or have lost their
  /// transport.
  void sweep(SteadyTime now);

 private:
  struct Connection;
  void add(GstRTSPClient* client);
  void forget(GstRTSPClient* client);
  void bury(std::shared_ptr<Connection> gone);
  void close(const std::function<bool(const Connection&)>& which);

  const std::shared_ptr<gst::MainLoop> loop_;
  const Events events_;
  std::list<std::shared_ptr<Connection>> all_;
  gst::Ref<GTlsCertificate> certificate_;
  gst::SignalConnection on_connected_;
};

}  // namespace skyline::rtsp
