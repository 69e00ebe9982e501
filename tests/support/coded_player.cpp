// SPDX-License-Identifier: Apache-2.0
#include "support/coded_player.hpp"

#include <fmt/format.h>
#include <gst/video/video.h>

#include <algorithm>
#include <stdexcept>

#include "support/frame_code.hpp"

namespace skyline::test {

CodedPlayer::CodedPlayer(const std::string& url, const std::string& options) {
  gst_init(nullptr, nullptr);
  // One decoder thread, as frame threads each hold a frame; no jitter buffer clock, so that timestamps stay as sent.
  const auto text = fmt::format(
      "rtspsrc location=\"{}\" latency=0 buffer-mode=none {} ! rtph264depay ! h264parse ! avdec_h264 max-threads=1 ! "
      "appsink name=sink sync=false",
      url, options);
  GError* error = nullptr;
  pipeline_ = gst::retain(gst_parse_launch(text.c_str(), &error));
  const gst::GErrorPtr owned(error);
  if (error) throw std::runtime_error(error->message);
  const auto sink = gst::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "sink"));
  GstAppSinkCallbacks calls{};
  calls.new_sample = &CodedPlayer::on_sample;
  gst_app_sink_set_callbacks(GST_APP_SINK(sink.get()), &calls, this, nullptr);
  const gst::Owned<GstBus, gst_object_unref> bus(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), &CodedPlayer::on_message, this, nullptr);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

CodedPlayer::~CodedPlayer() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

GstFlowReturn CodedPlayer::on_sample(GstAppSink* sink, gpointer self) {
  const gst::Sample sample(gst_app_sink_pull_sample(sink));
  if (sample) static_cast<CodedPlayer*>(self)->take(sample.get());
  return GST_FLOW_OK;
}

void CodedPlayer::take(GstSample* sample) {
  const auto at = std::chrono::steady_clock::now();
  GstVideoInfo info;
  GstVideoFrame frame;
  if (gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) == FALSE ||
      gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ) == FALSE) {
    throw std::runtime_error("the decoder gives no picture");
  }
  const auto number = read_frame_code(static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)),
                                      GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0), GST_VIDEO_FRAME_WIDTH(&frame),
                                      GST_VIDEO_FRAME_HEIGHT(&frame));
  gst_video_frame_unmap(&frame);
  const std::chrono::nanoseconds pts{static_cast<std::int64_t>(GST_BUFFER_PTS(gst_sample_get_buffer(sample)))};
  const std::lock_guard lock(mutex_);
  if (number) {
    frames_.push_back({*number, at, pts});
  } else {
    ++unreadable_;
  }
  changed_.notify_all();
}

GstBusSyncReply CodedPlayer::on_message(GstBus* /*bus*/, GstMessage* message, gpointer self_pointer) {
  auto& self = *static_cast<CodedPlayer*>(self_pointer);
  const std::lock_guard lock(self.mutex_);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    const gst::GErrorPtr owned(error);
    if (self.error_.empty()) self.error_ = error->message;
  }
  self.ended_ = self.ended_ || GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
  self.changed_.notify_all();
  return GST_BUS_PASS;
}

bool CodedPlayer::wait_for(std::size_t frames, std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return frames_.size() >= frames || !error_.empty(); });
  return frames_.size() >= frames;
}

bool CodedPlayer::wait_for_end(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [&] { return ended_ || !error_.empty(); });
}

std::vector<SeenFrame> CodedPlayer::frames() const {
  const std::lock_guard lock(mutex_);
  return frames_;
}

int CodedPlayer::unreadable() const {
  const std::lock_guard lock(mutex_);
  return unreadable_;
}

std::string CodedPlayer::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

bool in_order(const std::vector<SeenFrame>& frames) {
  return std::ranges::is_sorted(frames, std::ranges::less_equal{}, &SeenFrame::number);
}

}  // namespace skyline::test
