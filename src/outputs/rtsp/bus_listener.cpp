// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/bus_listener.hpp"

#include <fmt/format.h>

#include <utility>

namespace skyline::rtsp {
namespace {

constexpr auto kEnd = "skyline-stream-end";

}  // namespace

void announce_end(GstElement* element) {
  gst_element_post_message(element, gst_message_new_application(GST_OBJECT(element), gst_structure_new_empty(kEnd)));
}

BusListener::BusListener(GstElement* pipeline, std::function<void()> changed)
    : bus_(gst::adopt(gst_element_get_bus(pipeline))), tell_(std::move(changed)) {
  gst_bus_enable_sync_message_emission(bus_.get());
  on_error_ = {bus_.get(), "sync-message::error", G_CALLBACK(on_message), this};
  on_end_ = {bus_.get(), "sync-message::eos", G_CALLBACK(on_message), this};
  on_announcement_ = {bus_.get(), "sync-message::application", G_CALLBACK(on_message), this};
}

BusListener::~BusListener() { gst_bus_disable_sync_message_emission(bus_.get()); }

void BusListener::on_message(GstBus* /*bus*/, GstMessage* message, gpointer self) {
  static_cast<BusListener*>(self)->take(message);
}

void BusListener::take(GstMessage* message) {
  {
    const std::lock_guard lock(mutex_);
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
      ended_ = true;
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_APPLICATION) {
      if (gst_message_has_name(message, kEnd) != FALSE) ++announced_ends_;
    } else if (error_.empty()) {
      GError* error = nullptr;
      gst_message_parse_error(message, &error, nullptr);
      const gst::GErrorPtr owned(error);
      error_ = fmt::format("{}: {}", GST_MESSAGE_SRC_NAME(message), error->message);
    }
    changed_.notify_all();
  }
  if (tell_) tell_();
}

std::string BusListener::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

std::size_t BusListener::announced_ends() const {
  const std::lock_guard lock(mutex_);
  return announced_ends_;
}

bool BusListener::wait_for_end(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, most, [this] { return ended_; });
}

}  // namespace skyline::rtsp
