// SPDX-License-Identifier: Apache-2.0
#include "gst/encode_pipeline.hpp"

#include <fmt/args.h>
#include <fmt/format.h>
#include <gst/video/video.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/log.hpp"
#include "base/worker.hpp"
#include "gst/picture_buffer.hpp"
#include "gst/runtime.hpp"
#include "media/h264.hpp"
#include "skyline/error.hpp"

namespace skyline::gst {
namespace {

// With a variable rate declared, x264 waits for the next picture to know how long this one lasts: a frame of delay. So
// a rate is always declared, and the bitrate corrected when the true one is another.
constexpr double kAssumedFps = 30;
constexpr double kFpsTolerance = 0.1;
constexpr std::size_t kIntervals = 15;

double declared_fps(double fps) { return fps > 0 ? fps : kAssumedFps; }

// Above this many pixels a second one core does not keep up; slices cost picture, so not below it.
constexpr double kPixelsPerThread = 1920.0 * 1080 * 60;
constexpr int kMostThreads = 4;
constexpr int kMatrixBt709 = 1;  // the standard's table E-5
constexpr int kMatrixBt601 = 6;
constexpr std::chrono::microseconds kRounding{50};  // some encoders keep time in units of 90 kHz
constexpr int kNeverByCount = 1 << 20;              // key frames come by time, asked for one by one

int threads_for(const PictureShape& shape, double fps) {
  const double pixels = static_cast<double>(shape.width) * shape.height * fps;
  return std::min(kMostThreads, 1 + static_cast<int>(pixels / kPixelsPerThread));
}

std::string filled_in(const std::string& settings, const EncodingConfig& config, int threads) {
  const auto vbv = config.vbv.count() * config.bitrate_kbps;
  return fmt::format(fmt::runtime(settings), fmt::arg("kbps", config.bitrate_kbps),
                     fmt::arg("bps", config.bitrate_kbps * 1000), fmt::arg("vbv_ms", config.vbv.count()),
                     fmt::arg("vbv_kbit", vbv / 1000), fmt::arg("vbv_bit", vbv), fmt::arg("preset", config.preset),
                     fmt::arg("threads", threads), fmt::arg("frames", kNeverByCount));
}

void apply_settings(GstElement* encoder, const std::string& settings) {
  std::istringstream words(settings);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(encoder), name.c_str()) == nullptr) {
      log::debug("encoder", "{} of this version has no {}", GST_OBJECT_NAME(encoder), name);
      continue;
    }
    gst_util_set_object_arg(G_OBJECT(encoder), name.c_str(), word.substr(equals + 1).c_str());
  }
}

// What the encoder may choose from, best first: an encoder that lacks the wanted profile gives the next one.
std::string_view profiles(Profile profile) {
  switch (profile) {
    case Profile::kBaseline: return "constrained-baseline";
    case Profile::kMain: return "{ (string)main, (string)constrained-baseline }";
    case Profile::kHigh: break;
  }
  return "{ (string)high, (string)main, (string)constrained-baseline }";
}

Ref<GstElement> build(const EncoderRow& row, const EncodingConfig& config) {
  init();
  const auto upload = row.upload.empty() ? "" : row.upload + " ! ";
  const auto* parser =
      row.whole_units ? "" : "h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au ! ";
  const auto text = fmt::format(
      "appsrc name=source format=time is-live=true block=false max-buffers=2 ! {}{} name=encoder ! "
      "video/x-h264,stream-format=byte-stream,profile=(string){} ! {}appsink name=sink sync=false async=false "
      "max-buffers=0",
      upload, row.element, profiles(config.profile), parser);
  GError* error = nullptr;
  auto* pipeline = gst_parse_launch_full(text.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  const GErrorPtr owned_error(error);
  if (!pipeline)
    throw Error(fmt::format("{} cannot be set up: {}", row.element, error ? error->message : "no reason given"));
  return retain(pipeline);
}

// The parser begins each unit with an access unit delimiter, a packet of its own in RTP that says nothing there.
std::vector<std::uint8_t> without_delimiter(h264::Bytes unit) {
  constexpr std::size_t kDelimiter = 6;  // start code, header, one byte
  const bool delimited = unit.size() > kDelimiter && h264::type_of(unit.subspan(4)) == h264::kAud;
  const auto rest = unit.subspan(delimited ? kDelimiter : 0);
  return {rest.begin(), rest.end()};
}

// Not every encoder writes what the caps say into its stream, and players then guess: it is written for it.
void signal_colour(std::vector<std::uint8_t>& unit, const PictureShape& shape) {
  const auto old = h264::inspect(unit).sps;
  const auto sps = h264::parse_sps(old);
  const h264::Colour colour{.full_range = shape.range == ColorRange::kFull,
                            .matrix = shape.matrix == ColorMatrix::kBt709 ? kMatrixBt709 : kMatrixBt601};
  if (!sps || (sps->matrix_coefficients == colour.matrix && sps->full_range == colour.full_range)) return;
  const auto replacement = h264::with_colour(old, colour);
  if (replacement.empty()) return;
  const auto at = old.data() - unit.data();
  unit.erase(unit.begin() + at, unit.begin() + at + static_cast<std::ptrdiff_t>(old.size()));
  unit.insert(unit.begin() + at, replacement.begin(), replacement.end());
}

Ref<GstElement> child(const Ref<GstElement>& pipeline, const char* name) {
  return adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), name));
}

}  // namespace

EncodePipeline::EncodePipeline(const EncoderRow& row, const EncodingConfig& config, double fps,
                               const PictureShape& shape, Events events)
    : shape_(shape),
      element_(row.element),
      live_(row.live),
      config_(config),
      fps_(fps),
      applied_fps_(declared_fps(fps)),
      events_(std::move(events)),
      pipeline_(build(row, config)) {
  source_ = child(pipeline_, "source");
  sink_ = child(pipeline_, "sink");
  encoder_ = child(pipeline_, "encoder");
  apply_settings(encoder_.get(), filled_in(row.settings, config, threads_for(shape, applied_fps_)));
  const auto caps = raw_caps(shape, applied_fps_);
  gst_app_src_set_caps(GST_APP_SRC(source_.get()), caps.get());

  GstAppSrcCallbacks source_calls{};
  source_calls.need_data = &EncodePipeline::on_need_data;
  gst_app_src_set_callbacks(GST_APP_SRC(source_.get()), &source_calls, this, nullptr);
  GstAppSinkCallbacks sink_calls{};
  sink_calls.new_sample = &EncodePipeline::on_new_sample;
  gst_app_sink_set_callbacks(GST_APP_SINK(sink_.get()), &sink_calls, this, nullptr);
  const Owned<GstBus, gst_object_unref> bus(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), &EncodePipeline::on_message, this, nullptr);

  if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
    throw Error(fmt::format("{} does not start; is its device there and free?", element_));
  }
}

EncodePipeline::~EncodePipeline() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

void EncodePipeline::encode(std::shared_ptr<const Picture> picture, const Stamp& stamp, Kind kind, bool key) {
  {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    in_flight_.push_back({stamp, kind, now});
  }
  keep_bitrate(stamp.pts);
  if (key) {
    const Owned<GstPad, gst_object_unref> pad(gst_element_get_static_pad(encoder_.get(), "src"));
    gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
  }
  auto* buffer = wrap(std::move(picture));
  GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(stamp.pts.time_since_epoch().count());
  // Its result repeats what the bus tells: an error there is the one place where failure is handled.
  static_cast<void>(gst_app_src_push_buffer(GST_APP_SRC(source_.get()), buffer));
}

void EncodePipeline::keep_bitrate(SteadyTime pts) {
  if (last_pts_ != SteadyTime{}) intervals_.push_back(pts - last_pts_);
  last_pts_ = pts;
  if (intervals_.size() < kIntervals) return;
  // The median: a pause is no frame rate.
  std::vector<std::chrono::nanoseconds> sorted(intervals_.begin(), intervals_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::ranges::nth_element(sorted, middle);
  intervals_.pop_front();
  const double fps = 1 / std::max(1e-3, std::chrono::duration<double>(*middle).count());
  if (std::abs(fps - applied_fps_) <= kFpsTolerance * applied_fps_) return;
  applied_fps_ = fps;
  // The encoder counts pictures, not time: at a third of the declared rate it may spend three times the declared bits
  // in each, out of a buffer that is still as large in bits.
  const double scale = std::clamp(declared_fps(fps_) / fps, 0.02, 50.0);
  auto config = config_;
  config.bitrate_kbps = std::max(1, static_cast<int>(config_.bitrate_kbps * scale));
  const auto vbv = std::clamp(static_cast<double>(config_.vbv.count()) / scale, 1.0, 10'000.0);
  config.vbv = std::chrono::milliseconds{static_cast<int>(vbv)};
  apply_settings(encoder_.get(), filled_in(live_, config, 1));
}

void EncodePipeline::drain(std::chrono::milliseconds limit) {
  if (in_flight() == 0 || failed_) return;
  gst_app_src_end_of_stream(GST_APP_SRC(source_.get()));
  const Owned<GstBus, gst_object_unref> bus(gst_element_get_bus(pipeline_.get()));
  const Message end(gst_bus_timed_pop_filtered(bus.get(), static_cast<GstClockTime>(limit.count()) * GST_MSECOND,
                                               static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (!end) log::warn("encoder", "{} kept {} pictures back at the end", element_, in_flight());
}

std::size_t EncodePipeline::in_flight() const {
  const std::lock_guard lock(mutex_);
  return in_flight_.size();
}

std::size_t EncodePipeline::frames_in_flight() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(in_flight_, Kind::kFrame, &InFlight::kind));
}

void EncodePipeline::on_need_data(GstAppSrc* /*source*/, guint /*length*/, gpointer self) {
  static_cast<EncodePipeline*>(self)->events_.ready();
}

GstFlowReturn EncodePipeline::on_new_sample(GstAppSink* sink, gpointer self) {
  const Sample sample(gst_app_sink_pull_sample(sink));
  if (sample) static_cast<EncodePipeline*>(self)->take_unit(sample.get());
  return GST_FLOW_OK;
}

GstBusSyncReply EncodePipeline::on_message(GstBus* /*bus*/, GstMessage* message, gpointer self_pointer) {
  auto& self = *static_cast<EncodePipeline*>(self_pointer);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_STREAM_STATUS) {
    GstStreamStatusType type{};
    gst_message_parse_stream_status(message, &type, nullptr);
    if (type == GST_STREAM_STATUS_TYPE_ENTER) wake_politely();  // posted by the new thread itself
  }
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR && !self.failed_.exchange(true)) {
    GError* error = nullptr;
    gchar* details = nullptr;
    gst_message_parse_error(message, &error, &details);
    const GErrorPtr owned_error(error);
    const GString owned_details(details);
    self.events_.failed(fmt::format("{} failed: {}", self.element_, error->message));
  }
  return GST_BUS_PASS;
}

void EncodePipeline::take_unit(GstSample* sample) {
  auto* buffer = gst_sample_get_buffer(sample);
  const MappedBuffer bytes(buffer);
  // Encoders shift timestamps and the segment together; the running time is what went in.
  const auto running =
      gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  auto unit = std::make_shared<EncodedUnit>();
  unit->data = without_delimiter({bytes.data(), bytes.size()});
  unit->pts = SteadyTime{std::chrono::nanoseconds{static_cast<std::int64_t>(running)}};
  const auto ended = end_up_to(unit->pts);
  unit->still = ended.frames == 0;
  unit->capture_time = ended.capture;
  // Not the buffer's flag: the parser takes any intra picture for a key unit, and decoding cannot start at each.
  unit->key = h264::inspect(unit->data).key;
  if (unit->key) take_config(*unit);
  unit->config = codec_;
  if (codec_) events_.unit(unit, ended);
}

EncodePipeline::Ended EncodePipeline::end_up_to(SteadyTime pts) {
  const std::lock_guard lock(mutex_);
  last_.frames = 0;
  last_.entered.reset();
  while (!in_flight_.empty() && in_flight_.front().stamp.pts <= pts + kRounding) {
    last_.capture = in_flight_.front().stamp.capture;
    last_.entered = in_flight_.front().entered;
    last_.frames += in_flight_.front().kind == Kind::kFrame ? 1 : 0;
    in_flight_.pop_front();
  }
  return last_;
}

void EncodePipeline::take_config(EncodedUnit& unit) {
  signal_colour(unit.data, shape_);
  const auto parts = h264::inspect(unit.data);
  if (parts.sps.empty() || parts.pps.empty()) return;
  const auto same = [](const auto& a, const auto& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); };
  if (codec_ && same(parts.sps, codec_->sps) && same(parts.pps, codec_->pps)) return;
  auto config = std::make_shared<CodecConfig>();
  config->width = shape_.width;
  config->height = shape_.height;
  config->fps = fps_;
  config->sps.assign(parts.sps.begin(), parts.sps.end());
  config->pps.assign(parts.pps.begin(), parts.pps.end());
  codec_ = std::move(config);
}

}  // namespace skyline::gst
