// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "base/log.hpp"
#include "gst/handles.hpp"
#include "gst/runtime.hpp"
#include "skyline/output.hpp"

namespace skyline::rtsp {

struct MediaOptions {
  GstRTSPLowerTrans protocols = GstRTSPLowerTrans(GST_RTSP_LOWER_TRANS_UDP | GST_RTSP_LOWER_TRANS_TCP);
  gst::Ref<GstRTSPAddressPool> multicast;  ///< null: no multicast
  std::string multicast_interface;         ///< empty: the system's choice
  guint multicast_ttl = 1;
};

/// Hears the end and the failure of a pipeline as they are posted, on whatever thread.
class BusListener {
 public:
  explicit BusListener(GstElement* pipeline);
  BusListener(const BusListener&) = delete;
  BusListener& operator=(const BusListener&) = delete;
  ~BusListener();

  /// Empty while there was none.
  [[nodiscard]] std::string error() const;
  [[nodiscard]] bool wait_for_end(std::chrono::milliseconds most);

 private:
  static void on_message(GstBus* bus, GstMessage* message, gpointer self);
  void take(GstMessage* message);

  gst::Ref<GstBus> bus_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string error_;   // guarded by mutex_
  bool ended_ = false;  // guarded by mutex_
  gst::SignalConnection on_error_;
  gst::SignalConnection on_end_;
};

/// One stream's media, fed by units and held prepared and playing from construction to destruction, so that a client
/// joins without a state change and gets nothing that was sent before. Construction and destruction take some
/// milliseconds and need the loop to run: never on the loop's thread.
class LiveMedia {
 public:
  /// Throws Error when GStreamer cannot build or start it. `first` is a key unit; it describes the stream and is not
  /// sent.
  LiveMedia(std::shared_ptr<gst::MainLoop> loop, std::string name, const MediaOptions& options, const UnitPtr& first);
  LiveMedia(const LiveMedia&) = delete;
  LiveMedia& operator=(const LiveMedia&) = delete;
  /// The clients must have let go of the media before.
  ~LiveMedia();

  /// Sends a unit to those who play. Never blocks; what does not fit is dropped up to the next key unit. One thread.
  /// Throws Error when the pipeline has failed.
  void push(const UnitPtr& unit);
  /// Tells the receivers that the stream ends (RTCP BYE); waits for it to be sent, half a second at most.
  void send_end();

  [[nodiscard]] const gst::Ref<GstRTSPMedia>& media() const { return media_; }
  /// Clients that play now. On the loop's thread.
  [[nodiscard]] int viewers() const;

 private:
  void build(const MediaOptions& options);
  void prepare(const UnitPtr& first);
  void play();
  void release() noexcept;
  [[nodiscard]] GstRTSPStream* stream() const;
  [[nodiscard]] bool overflows(const EncodedUnit& unit);

  const std::shared_ptr<gst::MainLoop> loop_;
  const std::string name_;
  gst::Ref<GstElement> appsrc_;
  gst::Ref<GstElement> pipeline_;
  gst::Ref<GstRTSPMedia> media_;
  gst::Ref<GstRTSPStreamTransport> keeper_;
  gst::SignalConnection on_element_;
  std::unique_ptr<BusListener> bus_;
  GstClockTime base_time_ = 0;
  bool prepared_ = false;
  std::chrono::steady_clock::time_point last_moving_ = std::chrono::steady_clock::now();
  bool dropping_ = false;  // the pushing thread's
  std::uint64_t dropped_ = 0;
  log::RateLimit drop_lines_;
};

}  // namespace skyline::rtsp
