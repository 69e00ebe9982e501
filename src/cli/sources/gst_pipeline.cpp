// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/gst_pipeline.hpp"

#include <fmt/format.h>
#include <gst/video/video.h>

#include <array>
#include <optional>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

using GErrorPtr = std::unique_ptr<GError, Freed<g_error_free>>;
using MessagePtr = std::unique_ptr<GstMessage, Freed<gst_message_unref>>;
using BusPtr = std::unique_ptr<GstBus, Freed<gst_object_unref>>;
using ClockPtr = std::unique_ptr<GstClock, Freed<gst_object_unref>>;

struct FormatRow {
  GstVideoFormat gst;
  PixelFormat format;
};
constexpr std::array kFormats{
    FormatRow{GST_VIDEO_FORMAT_I420, PixelFormat::kI420},  FormatRow{GST_VIDEO_FORMAT_NV12, PixelFormat::kNv12},
    FormatRow{GST_VIDEO_FORMAT_BGR, PixelFormat::kBgr},    FormatRow{GST_VIDEO_FORMAT_RGB, PixelFormat::kRgb},
    FormatRow{GST_VIDEO_FORMAT_BGRx, PixelFormat::kBgra},  FormatRow{GST_VIDEO_FORMAT_BGRA, PixelFormat::kBgra},
    FormatRow{GST_VIDEO_FORMAT_RGBx, PixelFormat::kRgba},  FormatRow{GST_VIDEO_FORMAT_RGBA, PixelFormat::kRgba},
    FormatRow{GST_VIDEO_FORMAT_GRAY8, PixelFormat::kGray},
};

std::optional<GstVideoInfo> video_info(GstSample* sample) {
  GstVideoInfo info;
  auto* caps = gst_sample_get_caps(sample);
  if (caps == nullptr || gst_video_info_from_caps(&info, caps) == FALSE) return std::nullopt;
  return info;
}

/// A sample and its memory, mapped for reading.
class MappedSample {
 public:
  MappedSample(SamplePtr sample, const GstVideoInfo& info) : sample_(std::move(sample)) {
    auto copy = info;
    auto* buffer = gst_sample_get_buffer(sample_.get());
    mapped_ = buffer != nullptr && gst_video_frame_map(&frame_, &copy, buffer, GST_MAP_READ) != FALSE;
  }
  MappedSample(const MappedSample&) = delete;
  MappedSample& operator=(const MappedSample&) = delete;
  ~MappedSample() {
    if (mapped_) gst_video_frame_unmap(&frame_);
  }
  [[nodiscard]] const GstVideoFrame* frame() const { return mapped_ ? &frame_ : nullptr; }

 private:
  SamplePtr sample_;
  GstVideoFrame frame_{};
  bool mapped_ = false;
};

/// What a message says is missing, such as "H.265 decoder"; empty when it is about something else.
std::string missing_plugin(GstMessage* message) {
  const auto* structure = gst_message_get_structure(message);
  if (structure == nullptr || gst_structure_has_name(structure, "missing-plugin") == FALSE) return {};
  const auto* name = gst_structure_get_string(structure, "name");
  return name != nullptr ? name : "plug-in";
}

GstClockTime to_gst(std::chrono::milliseconds duration) {
  return static_cast<GstClockTime>(duration.count()) * GST_MSECOND;
}

}  // namespace

GstPipeline::GstPipeline(const std::string& description, const std::function<void(GstBin*)>& configure) {
  GError* error = nullptr;
  if (gst_init_check(nullptr, nullptr, &error) != FALSE) {
    pipeline_.reset(gst_parse_launch_full(description.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error));
  }
  const GErrorPtr owned_error(error);
  if (!pipeline_) {
    throw RunError(fmt::format("GStreamer cannot build the source: {}; install GStreamer's base and good plugins",
                               error != nullptr ? error->message : "it does not say why"));
  }
  sink_.reset(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "out"));
  configure(GST_BIN(pipeline_.get()));
}

GstPipeline::~GstPipeline() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

bool GstPipeline::set_state(GstState state) {
  return gst_element_set_state(pipeline_.get(), state) != GST_STATE_CHANGE_FAILURE;
}

SamplePtr GstPipeline::preroll(std::chrono::milliseconds timeout) {
  return SamplePtr(gst_app_sink_try_pull_preroll(GST_APP_SINK(sink_.get()), to_gst(timeout)));
}

SamplePtr GstPipeline::pull(std::chrono::milliseconds timeout) {
  return SamplePtr(gst_app_sink_try_pull_sample(GST_APP_SINK(sink_.get()), to_gst(timeout)));
}

bool GstPipeline::at_end() const { return gst_app_sink_is_eos(GST_APP_SINK(sink_.get())) != FALSE; }

std::string GstPipeline::error() {
  const BusPtr bus(gst_element_get_bus(pipeline_.get()));
  while (error_.empty()) {
    const auto wanted = static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT);
    const MessagePtr message(gst_bus_pop_filtered(bus.get(), wanted));
    if (!message) break;
    if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ELEMENT) {
      if (missing_.empty()) missing_ = missing_plugin(message.get());
      continue;
    }
    GError* error = nullptr;
    gst_message_parse_error(message.get(), &error, nullptr);
    error_ = GErrorPtr(error)->message;
    if (missing_.empty()) break;
    error_ = fmt::format("GStreamer has no {}: install gstreamer1.0-libav and gstreamer1.0-plugins-bad", missing_);
  }
  while (!error_.empty() && (error_.back() == '.' || error_.back() == '\n')) error_.pop_back();
  return error_;
}

std::chrono::system_clock::time_point GstPipeline::capture_time(GstSample* sample) const {
  const auto now = std::chrono::system_clock::now();
  const auto* buffer = gst_sample_get_buffer(sample);
  const ClockPtr clock(gst_element_get_clock(pipeline_.get()));
  if (!clock || buffer == nullptr || !GST_BUFFER_PTS_IS_VALID(buffer)) return now;
  const auto running =
      gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  if (!GST_CLOCK_TIME_IS_VALID(running)) return now;
  const auto taken = gst_element_get_base_time(pipeline_.get()) + running;
  const std::chrono::nanoseconds age{GST_CLOCK_DIFF(taken, gst_clock_get_time(clock.get()))};
  if (age < std::chrono::nanoseconds{0} || age > std::chrono::seconds{5}) return now;
  return now - std::chrono::duration_cast<std::chrono::system_clock::duration>(age);
}

double declared_fps(GstSample* sample) {
  const auto info = video_info(sample);
  if (!info || info->fps_n <= 0 || info->fps_d <= 0) return 0;
  const double fps = static_cast<double>(info->fps_n) / info->fps_d;
  return fps >= 0.01 && fps <= 1000 ? fps : 0;
}

OwnedFrame to_frame(SamplePtr sample) {
  const auto info = video_info(sample.get());
  FrameView view;
  bool known = false;
  for (const auto& row : kFormats) {
    if (!info || row.gst != GST_VIDEO_INFO_FORMAT(&*info)) continue;
    view.format = row.format;
    known = true;
  }
  if (!known) throw RunError("the source's pictures are of no known format");
  auto mapped = std::make_shared<MappedSample>(std::move(sample), *info);
  const auto* frame = mapped->frame();
  if (frame == nullptr) throw RunError("the source's pictures are in memory that cannot be read");
  view.width = GST_VIDEO_FRAME_WIDTH(frame);
  view.height = GST_VIDEO_FRAME_HEIGHT(frame);
  for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(frame); ++i) {
    view.planes.at(i) = {static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(frame, i)),
                         GST_VIDEO_FRAME_PLANE_STRIDE(frame, i)};
  }
  const auto& color = info->colorimetry;
  view.matrix = color.matrix == GST_VIDEO_COLOR_MATRIX_BT709 ? ColorMatrix::kBt709 : ColorMatrix::kBt601;
  view.range = color.range == GST_VIDEO_COLOR_RANGE_0_255 ? ColorRange::kFull : ColorRange::kLimited;
  return {view, [held = std::move(mapped)]() mutable { held.reset(); }};
}

std::string accepted_caps() {
  std::string names;
  for (const auto& row : kFormats) {
    names += fmt::format("{}{}", names.empty() ? "" : ",", gst_video_format_to_string(row.gst));
  }
  return fmt::format("video/x-raw,format=(string){{{}}},pixel-aspect-ratio=(fraction)1/1", names);
}

}  // namespace skyline::cli
