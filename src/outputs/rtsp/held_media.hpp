// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gst/handles.hpp"
#include "gst/runtime.hpp"
#include "outputs/rtsp/bus_listener.hpp"

namespace skyline::rtsp {

struct MediaOptions {
  GstRTSPLowerTrans protocols = GstRTSPLowerTrans(GST_RTSP_LOWER_TRANS_UDP | GST_RTSP_LOWER_TRANS_TCP);
  gst::Ref<GstRTSPAddressPool> multicast;  ///< null: no multicast
  std::string multicast_interface;         ///< empty: the system's choice
  guint multicast_ttl = 1;
};

/// The payloaders pay0, pay1 ... of a bin, as far as they are there without a gap.
[[nodiscard]] std::vector<gst::Ref<GstElement>> payloaders_of(GstElement* bin);

/// A media that is held prepared and playing from start() to its destruction, whoever watches: a client joins without a
/// state change, and none can seek in it, change its speed or hold it up. start() and destruction need the loop to
/// run: never on the loop's thread.
class HeldMedia {
 public:
  /// Serves what the payloaders of `bin` give, in `pipeline`. State changes take place on `loop`, which may not be
  /// the server's when they can take long. `changed` is called when it has ended or failed, on any thread.
  HeldMedia(std::shared_ptr<gst::MainLoop> loop, std::string name, gst::Ref<GstElement> bin,
            gst::Ref<GstElement> pipeline, const MediaOptions& options, std::function<void()> changed = {});
  HeldMedia(const HeldMedia&) = delete;
  HeldMedia& operator=(const HeldMedia&) = delete;
  /// The clients must have let go of the media before.
  ~HeldMedia();

  /// Waits for the first data. Throws Error when the pipeline does not start, or gives nothing for 20 seconds.
  void start();
  /// Makes start() fail soon. Any thread.
  void interrupt();

  [[nodiscard]] const gst::Ref<GstRTSPMedia>& media() const { return media_; }
  [[nodiscard]] BusListener& bus() { return bus_; }
  /// Whether all its streams are at their end; their last packets may still be on their way. Any thread.
  [[nodiscard]] bool ended() const;
  /// Clients that play now. On the loop's thread.
  [[nodiscard]] int viewers() const;

 private:
  void add_streams();
  void play();
  void hold(GstRTSPStream* stream);
  [[nodiscard]] GstRTSPStream* stream(std::size_t index) const;

  const std::shared_ptr<gst::MainLoop> loop_;
  const std::string name_;
  const gst::Ref<GstElement> bin_;
  const gst::Ref<GstElement> pipeline_;
  gst::SignalConnection on_element_;
  BusListener bus_;
  gst::Ref<GstRTSPMedia> media_;
  std::vector<gst::Ref<GstRTSPStreamTransport>> keepers_;  // of the streams, in their order
  bool prepared_ = false;
};

}  // namespace skyline::rtsp
