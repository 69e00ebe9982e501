// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

#include "gst/handles.hpp"

namespace skyline::rtsp {

/// Hears the end and the failure of a pipeline as they are posted, on whatever thread.
class BusListener {
 public:
  /// `changed` is called when either has come, on the thread that posts it.
  explicit BusListener(GstElement* pipeline, std::function<void()> changed = {});
  BusListener(const BusListener&) = delete;
  BusListener& operator=(const BusListener&) = delete;
  ~BusListener();

  /// Empty while there was none.
  [[nodiscard]] std::string error() const;
  /// How many announce_end() there were.
  [[nodiscard]] std::size_t announced_ends() const;
  [[nodiscard]] bool wait_for_end(std::chrono::milliseconds most);

 private:
  static void on_message(GstBus* bus, GstMessage* message, gpointer self);
  void take(GstMessage* message);

  gst::Ref<GstBus> bus_;
  const std::function<void()> tell_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string error_;               // guarded by mutex_
  bool ended_ = false;              // guarded by mutex_
  std::size_t announced_ends_ = 0;  // guarded by mutex_
  gst::SignalConnection on_error_;
  gst::SignalConnection on_end_;
  gst::SignalConnection on_announcement_;
};

/// Tells the listener of the pipeline that an element is in that its stream is at its end. Any thread.
void announce_end(GstElement* element);

}  // namespace skyline::rtsp
