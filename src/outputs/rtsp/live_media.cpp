// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/live_media.hpp"

#include <gst/app/gstappsrc.h>

#include <utility>

#include "skyline/error.hpp"

namespace skyline::rtsp {
namespace {

// Far more than a stream that flows ever holds; reached only when the machine stalls.
constexpr guint64 kMostQueuedBytes = 16U << 20U;
constexpr guint64 kMostQueuedUnits = 120;
constexpr std::chrono::milliseconds kMostEndWait{500};
constexpr std::chrono::seconds kMostStuck{2};  // with a full queue, so several seconds after it stopped
// Sinks send what is due within this time at once: capture times may lie a little ahead of the clock.
constexpr gint64 kSendAheadNs = 10 * gint64{GST_SECOND};

GstClockTime clock_time(const EncodedUnit& unit) {
  return static_cast<GstClockTime>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(unit.pts.time_since_epoch()).count());
}

// The unit's own memory, kept alive by the buffer.
GstBuffer* wrap(const UnitPtr& unit, GstClockTime base_time) {
  auto* data = const_cast<std::uint8_t*>(unit->data.data());  // the memory is flagged read-only
  auto* buffer =
      gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, data, unit->data.size(), 0, unit->data.size(),
                                  new UnitPtr(unit), [](gpointer kept) { delete static_cast<UnitPtr*>(kept); });
  const auto time = clock_time(*unit);
  GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = time > base_time ? time - base_time : 0;
  if (!unit->key) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  return buffer;
}

gst::Caps unit_caps(const EncodedUnit& unit) {
  gst::Caps caps(gst_caps_new_simple("video/x-h264", "stream-format", G_TYPE_STRING, "byte-stream", "alignment",
                                     G_TYPE_STRING, "au", nullptr));
  if (unit.config) {
    gst_caps_set_simple(caps.get(), "width", G_TYPE_INT, unit.config->width, "height", G_TYPE_INT, unit.config->height,
                        nullptr);
  }
  return caps;
}

// The first unit is asked for by the pipeline itself: before it runs, appsrc takes nothing.
struct FirstUnit {
  UnitPtr unit;
  GstClockTime base_time;
};

void feed_first(GstAppSrc* source, guint /*length*/, gpointer data) {
  auto* first = static_cast<FirstUnit*>(data);
  if (const auto unit = std::exchange(first->unit, nullptr))
    gst_app_src_push_buffer(source, wrap(unit, first->base_time));
}

void feed_when_asked(GstAppSrc* source, const UnitPtr& first, GstClockTime base_time) {
  GstAppSrcCallbacks callbacks{};
  callbacks.need_data = feed_first;
  gst_app_src_set_callbacks(source, &callbacks, new FirstUnit{first, base_time},
                            [](gpointer data) { delete static_cast<FirstUnit*>(data); });
}

void on_element_added(GstBin* /*bin*/, GstBin* /*child*/, GstElement* element, gpointer /*data*/) {
  if (GST_OBJECT_FLAG_IS_SET(element, GST_ELEMENT_FLAG_SINK))
    g_object_set(element, "ts-offset", -kSendAheadNs, nullptr);
}

}  // namespace

LiveMedia::LiveMedia(std::shared_ptr<gst::MainLoop> loop, std::string name, const MediaOptions& options,
                     const UnitPtr& first)
    : name_(std::move(name)), base_time_(clock_time(*first)) {
  held_ = std::make_unique<HeldMedia>(std::move(loop), name_, make_bin(), make_pipeline(), options);
  const auto caps = unit_caps(*first);
  gst_app_src_set_caps(GST_APP_SRC(appsrc_.get()), caps.get());
  feed_when_asked(GST_APP_SRC(appsrc_.get()), first, base_time_);
  held_->start();
}

gst::Ref<GstElement> LiveMedia::make_bin() {
  appsrc_ = gst::retain(gst::make_element("appsrc", "units"));
  const auto payloader = gst::retain(gst::make_element("rtph264pay", "pay0"));
  g_object_set(appsrc_.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "block", FALSE, "max-bytes", guint64{0},
               nullptr);
  // In-band parameter sets come with each key unit; more of them would only be sent twice.
  g_object_set(payloader.get(), "pt", 96U, "config-interval", 0, nullptr);
  // Not aggregated: a key unit is then several packets at any size. Receivers by RFC 3550 wait for a second packet
  // before they believe in a source, and the joining viewer of a paused stream gets no other.
  gst_util_set_object_arg(G_OBJECT(payloader.get()), "aggregate-mode", "none");
  auto bin = gst::retain(gst_bin_new("stream"));
  gst_bin_add_many(GST_BIN(bin.get()), appsrc_.get(), payloader.get(), nullptr);
  if (gst_element_link(appsrc_.get(), payloader.get()) == FALSE) {
    throw Error(fmt::format("the RTP pipeline of {} does not link: check the installed GStreamer", name_));
  }
  return bin;
}

gst::Ref<GstElement> LiveMedia::make_pipeline() {
  auto pipeline = gst::retain(gst_pipeline_new("media"));
  on_element_ = {pipeline.get(), "deep-element-added", G_CALLBACK(on_element_added), nullptr};
  const auto clock = gst::adopt(gst_system_clock_obtain());
  gst_pipeline_use_clock(GST_PIPELINE(pipeline.get()), clock.get());
  // A base time of our own: the stream's time starts with the first unit's capture.
  gst_element_set_start_time(pipeline.get(), GST_CLOCK_TIME_NONE);
  gst_element_set_base_time(pipeline.get(), base_time_);
  return pipeline;
}

void LiveMedia::push(const UnitPtr& unit) {
  if (const auto error = held_->bus().error(); !error.empty()) {
    throw Error(fmt::format("the RTP pipeline of {} failed: {}", name_, error));
  }
  if (overflows(*unit)) return;
  gst_app_src_push_buffer(GST_APP_SRC(appsrc_.get()), wrap(unit, base_time_));
}

bool LiveMedia::overflows(const EncodedUnit& unit) {
  auto* source = GST_APP_SRC(appsrc_.get());
  const bool full = gst_app_src_get_current_level_bytes(source) > kMostQueuedBytes ||
                    gst_app_src_get_current_level_buffers(source) > kMostQueuedUnits;
  const auto now = std::chrono::steady_clock::now();
  if (!full) last_moving_ = now;
  if (now - last_moving_ > kMostStuck) {
    throw Error(fmt::format("the RTP pipeline of {} is stuck: it is built anew, viewers have to join again", name_));
  }
  dropping_ = full || (dropping_ && !unit.key);
  if (!dropping_) return false;
  ++dropped_;
  if (std::uint64_t held_back = 0; drop_lines_.allow(held_back)) {
    log::warn("rtsp", "{}: the RTP pipeline does not keep up, {} units dropped up to the next key unit so far", name_,
              dropped_);
  }
  return true;
}

void LiveMedia::send_end() {
  gst_app_src_end_of_stream(GST_APP_SRC(appsrc_.get()));
  if (!held_->bus().wait_for_end(kMostEndWait)) log::debug("rtsp", "{}: the RTP pipeline did not end in time", name_);
}

}  // namespace skyline::rtsp
