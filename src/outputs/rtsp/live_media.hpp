// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "outputs/rtsp/held_media.hpp"
#include "skyline/output.hpp"

namespace skyline::rtsp {

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
  ~LiveMedia() = default;

  /// Sends a unit to those who play. Never blocks; what does not fit is dropped up to the next key unit. One thread.
  /// Throws Error when the pipeline has failed.
  void push(const UnitPtr& unit);
  /// Tells the receivers that the stream ends (RTCP BYE); waits for it to be sent, half a second at most.
  void send_end();

  [[nodiscard]] const gst::Ref<GstRTSPMedia>& media() const { return held_->media(); }
  /// Clients that play now. On the loop's thread.
  [[nodiscard]] int viewers() const { return held_->viewers(); }

 private:
  [[nodiscard]] gst::Ref<GstElement> make_bin();
  [[nodiscard]] gst::Ref<GstElement> make_pipeline();
  [[nodiscard]] bool overflows(const EncodedUnit& unit);

  const std::string name_;
  const GstClockTime base_time_;
  gst::Ref<GstElement> appsrc_;
  gst::SignalConnection on_element_;
  std::unique_ptr<HeldMedia> held_;
  std::chrono::steady_clock::time_point last_moving_ = std::chrono::steady_clock::now();
  bool dropping_ = false;  // the pushing thread's
  std::uint64_t dropped_ = 0;
  log::RateLimit drop_lines_;
};

}  // namespace skyline::rtsp
