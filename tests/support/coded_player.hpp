// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/app/gstappsink.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "gst/handles.hpp"

namespace skyline::test {

/// A frame as a viewer sees it.
struct SeenFrame {
  std::uint32_t number;
  std::chrono::steady_clock::time_point at;
  std::chrono::nanoseconds pts;
};

/// A GStreamer client: rtspsrc, decoder, and the numbers of the frames it shows.
class CodedPlayer {
 public:
  /// `options` are further properties of rtspsrc, such as "protocols=tcp".
  CodedPlayer(const std::string& url, const std::string& options);
  CodedPlayer(const CodedPlayer&) = delete;
  CodedPlayer& operator=(const CodedPlayer&) = delete;
  ~CodedPlayer();

  /// Waits until so many frames were seen; false when an error comes first or time runs out.
  [[nodiscard]] bool wait_for(std::size_t frames, std::chrono::milliseconds limit = std::chrono::seconds{20});
  /// Waits for the end of the stream or an error.
  [[nodiscard]] bool wait_for_end(std::chrono::milliseconds limit = std::chrono::seconds{20});
  [[nodiscard]] std::vector<SeenFrame> frames() const;
  /// Frames whose number could not be read.
  [[nodiscard]] int unreadable() const;
  /// The first error on the bus; empty when there is none.
  [[nodiscard]] std::string error() const;

 private:
  static GstFlowReturn on_sample(GstAppSink* sink, gpointer self);
  static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer self);
  void take(GstSample* sample);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<SeenFrame> frames_;  // guarded by mutex_, as all below
  int unreadable_ = 0;
  bool ended_ = false;
  std::string error_;
  gst::Ref<GstElement> pipeline_;
};

/// True when the numbers only grow.
[[nodiscard]] bool in_order(const std::vector<SeenFrame>& frames);

}  // namespace skyline::test
