// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include <chrono>
#include <functional>
#include <string>

namespace bench {

/// A GStreamer pipeline with `appsink name=out` at its end. Stopped and freed on destruction.
class Player {
 public:
  /// Called for each sample on a streaming thread.
  using OnSample = std::function<void(GstSample*)>;
  /// Builds it; nothing runs yet. Throws when the text is no pipeline.
  Player(const std::string& pipeline, OnSample on_sample);
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;
  ~Player();

  void play();
  /// Throws the first error that the pipeline has reported.
  void check() const;
  /// True when the stream has ended; throws like check().
  [[nodiscard]] bool ended(std::chrono::milliseconds wait) const;

 private:
  GstElement* pipeline_ = nullptr;
  OnSample on_sample_;
};

/// An RTSP client over TCP up to the H.264 packets.
[[nodiscard]] std::string rtsp_source(int port);
/// Decodes without holding frames back: frame threads would add one.
inline constexpr const char* kDecode = " ! rtph264depay ! h264parse ! avdec_h264 max-threads=1 ! ";
inline constexpr const char* kOut = "appsink name=out sync=false";

}  // namespace bench
