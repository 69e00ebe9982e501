// SPDX-License-Identifier: Apache-2.0
#include "support/rtsp_player.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "gst/runtime.hpp"

namespace skyline::test {

// One decoder thread: frame threads would add a frame of delay each.
RtspPlayer::RtspPlayer(const std::string& url, const std::string& protocols, bool decode) {
  gst::init();
  const auto text = fmt::format(
      "rtspsrc name=in location=\"{}\" protocols={} latency=0 tls-validation-flags=0 multicast-iface=lo ! rtph264depay "
      "! h264parse ! "
      "{} fakesink name=out sync=false",
      url, protocols, decode ? "avdec_h264 max-threads=1 !" : "video/x-h264,alignment=au !");
  pipeline_ = gst::retain(gst_parse_launch(text.c_str(), nullptr));
  if (!pipeline_) throw std::runtime_error("the player cannot be built");
  const auto sink = gst::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "out"));
  const auto pad = gst::adopt(gst_element_get_static_pad(sink.get(), "sink"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, on_frame, this, nullptr);
  const gst::Owned<GstBus, gst_object_unref> bus(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), on_message, this, nullptr);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

RtspPlayer::~RtspPlayer() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

GstPadProbeReturn RtspPlayer::on_frame(GstPad* /*pad*/, GstPadProbeInfo* /*info*/, gpointer data) {
  auto* self = static_cast<RtspPlayer*>(data);
  const std::lock_guard lock(self->mutex_);
  self->arrivals_.push_back(std::chrono::steady_clock::now());
  self->changed_.notify_all();
  return GST_PAD_PROBE_OK;
}

GstBusSyncReply RtspPlayer::on_message(GstBus* /*bus*/, GstMessage* message, gpointer data) {
  auto* self = static_cast<RtspPlayer*>(data);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS || GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    const std::lock_guard lock(self->mutex_);
    self->ended_ = true;
    self->changed_.notify_all();
  }
  gst_message_unref(message);
  return GST_BUS_DROP;
}

bool RtspPlayer::wait_for_frames(int count, std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  const auto enough = [&] { return arrivals_.size() >= static_cast<std::size_t>(count); };
  changed_.wait_for(lock, most, [&] { return ended_ || enough(); });
  return enough();
}

bool RtspPlayer::wait_for_end(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, most, [this] { return ended_; });
}

int RtspPlayer::frames() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(arrivals_.size());
}

std::vector<std::chrono::steady_clock::time_point> RtspPlayer::arrivals() const {
  const std::lock_guard lock(mutex_);
  return arrivals_;
}

}  // namespace skyline::test
