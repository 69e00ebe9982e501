// SPDX-License-Identifier: Apache-2.0
#include <gst/app/gstappsrc.h>

#include <array>
#include <atomic>
#include <chrono>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "gst/handles.hpp"
#include "gst/runtime.hpp"
#include "skyline/error.hpp"
#include "skyline/output.hpp"

namespace skyline {
namespace {

using Bus = gst::Owned<GstBus, gst_object_unref>;

constexpr auto kMostQueuedBytes = guint64{8} * 1024 * 1024;
constexpr GstClockTime kPoll = 50 * GST_MSECOND;
constexpr std::chrono::seconds kMostEndWait{5};

std::string_view without_dots(std::string_view tail) {
  const auto start = tail.find_first_not_of(" \t\n");
  tail.remove_prefix(start == std::string_view::npos ? tail.size() : start);
  if (!tail.starts_with("...")) return tail;
  tail.remove_prefix(std::min(tail.find_first_not_of(" \t\n", 3), tail.size()));
  if (tail.starts_with("!")) tail.remove_prefix(1);
  return tail;
}

gst::Ref<GstElement> parse(const std::string& name, std::string_view tail) {
  gst::init();
  const auto text = fmt::format(
      "appsrc name=skyline_units is-live=true format=time block=true max-bytes={} "
      "caps=video/x-h264,stream-format=byte-stream,alignment=au ! h264parse ! {}",
      kMostQueuedBytes, without_dots(tail));
  const gst::Owned<GstParseContext, gst_parse_context_free> context(gst_parse_context_new());
  GError* error = nullptr;
  auto pipeline = gst::retain(gst_parse_launch_full(text.c_str(), context.get(), GST_PARSE_FLAG_FATAL_ERRORS, &error));
  const gst::GErrorPtr owned(error);
  // The text itself may hold a password, and so may GStreamer's message when it quotes it.
  if (!pipeline || error) {
    throw Error(
        fmt::format("the GStreamer tail of output {} cannot be built (error {} of {}){}: try it with gst-launch-1.0 "
                    "behind 'videotestsrc ! x264enc ! h264parse !'",
                    name, error ? error->code : 0, error ? g_quark_to_string(error->domain) : "gst",
                    gst::missing_elements(context.get())));
  }
  if (!GST_IS_PIPELINE(pipeline.get())) {
    throw Error(fmt::format("the GStreamer tail of output {} is empty: give at least a sink", name));
  }
  return pipeline;
}

GstBuffer* wrap(const UnitPtr& unit, std::chrono::steady_clock::time_point begin) {
  auto* data = const_cast<std::uint8_t*>(unit->data.data());  // the memory is flagged read-only
  auto* buffer =
      gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, data, unit->data.size(), 0, unit->data.size(),
                                  new UnitPtr(unit), [](gpointer kept) { delete static_cast<UnitPtr*>(kept); });
  const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(unit->pts - begin).count();
  GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = static_cast<GstClockTime>(std::max<std::int64_t>(time, 0));
  if (!unit->key) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  return buffer;
}

}  // namespace

/// One pipeline for each open(). All but interrupt() on the output's thread.
class GstOutput::Impl {
 public:
  Impl(std::string tail, std::string name) : tail_(std::move(tail)), name_(std::move(name)) {
    (void)parse(name_, tail_);  // a mistake in the text shows at once
  }

  void open();
  void write(const UnitPtr& unit);
  void close() noexcept;
  void interrupt() noexcept { interrupted_ = true; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  [[nodiscard]] GstAppSrc* source() const { return GST_APP_SRC(source_.get()); }
  void throw_on_error();
  void finish();
  void drop() noexcept;

  const std::string tail_;
  const std::string name_;
  gst::Ref<GstElement> pipeline_;
  gst::Ref<GstElement> source_;
  std::chrono::steady_clock::time_point begin_;
  bool began_ = false;
  std::atomic<bool> interrupted_{false};
};

void GstOutput::Impl::open() {
  interrupted_ = false;
  began_ = false;
  pipeline_ = parse(name_, tail_);
  source_ = gst::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "skyline_units"));
  if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE) return;
  const auto why = gst::take_error(pipeline_.get());
  drop();
  throw Error(fmt::format("output {} does not start: {}; check the tail's files and addresses", name_, why));
}

void GstOutput::Impl::write(const UnitPtr& unit) {
  throw_on_error();
  if (!std::exchange(began_, true)) begin_ = unit->pts;
  // In steps: a push that blocks in GStreamer could not be interrupted.
  const Bus bus(gst_element_get_bus(pipeline_.get()));
  while (gst_app_src_get_current_level_bytes(source()) > kMostQueuedBytes / 2) {
    if (interrupted_) return;
    gst_bus_timed_pop_filtered(bus.get(), kPoll, GST_MESSAGE_EOS);
    throw_on_error();
  }
  if (gst_app_src_push_buffer(source(), wrap(unit, begin_)) != GST_FLOW_OK) {
    throw_on_error();
    throw Error(fmt::format("output {} takes no more units: its pipeline has ended", name_));
  }
}

void GstOutput::Impl::throw_on_error() {
  if (const auto why = gst::take_error(pipeline_.get()); !why.empty()) {
    throw Error(fmt::format("output {} failed: {}", name_, why));
  }
}

// Muxers write their index at the end of the stream; a file without it does not play.
void GstOutput::Impl::finish() {
  if (!began_) return;
  gst_app_src_end_of_stream(source());
  const Bus bus(gst_element_get_bus(pipeline_.get()));
  const auto end = gst::Message(
      gst_bus_timed_pop_filtered(bus.get(), static_cast<GstClockTime>(std::chrono::nanoseconds(kMostEndWait).count()),
                                 static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (!end || GST_MESSAGE_TYPE(end.get()) != GST_MESSAGE_EOS) {
    log::warn("output", "{} could not be finished, what it has written last may be lost", name_);
  }
}

void GstOutput::Impl::drop() noexcept {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  source_.reset();
  pipeline_.reset();
}

void GstOutput::Impl::close() noexcept {
  if (!pipeline_) return;
  finish();
  drop();
}

GstOutput::GstOutput(std::string tail, std::string name)
    : impl_(std::make_unique<Impl>(std::move(tail), std::move(name))) {}
GstOutput::~GstOutput() { impl_->close(); }
std::string GstOutput::name() const { return impl_->name(); }
void GstOutput::open(OutputHost& /*host*/) { impl_->open(); }
void GstOutput::write(const UnitPtr& unit) { impl_->write(unit); }
void GstOutput::close() noexcept { impl_->close(); }
void GstOutput::interrupt() noexcept { impl_->interrupt(); }

}  // namespace skyline
