// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "gst/handles.hpp"

namespace skyline::test {

/// Plays a URL with GStreamer's rtspsrc and counts what comes.
class RtspPlayer {
 public:
  /// `protocols` as rtspsrc has them: "tcp", "udp", "udp-mcast". Certificates are not checked.
  RtspPlayer(const std::string& url, const std::string& protocols, bool decode = true);
  RtspPlayer(const RtspPlayer&) = delete;
  RtspPlayer& operator=(const RtspPlayer&) = delete;
  ~RtspPlayer();

  /// False when the time is over, or playing has failed.
  bool wait_for_frames(int count, std::chrono::milliseconds most = std::chrono::seconds{10});
  /// True when the stream has ended or failed within the time.
  bool wait_for_end(std::chrono::milliseconds most = std::chrono::seconds{10});
  [[nodiscard]] int frames() const;
  /// When each frame came, on the steady clock.
  [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> arrivals() const;

 private:
  static GstPadProbeReturn on_frame(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer self);

  gst::Ref<GstElement> pipeline_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::chrono::steady_clock::time_point> arrivals_;  // guarded by mutex_
  bool ended_ = false;                                           // guarded by mutex_
};

}  // namespace skyline::test
