// SPDX-License-Identifier: Apache-2.0
#include "skyline/stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "base/log.hpp"
#include "gst/encoder_catalog.hpp"
#include "media/converter.hpp"
#include "media/pixel_format.hpp"
#include "skyline/error.hpp"
#include "skyline/output.hpp"
#include "skyline/stats.hpp"
#include "stream/counters.hpp"
#include "stream/encode_worker.hpp"
#include "stream/output_runner.hpp"

namespace skyline {
namespace {

using namespace std::chrono_literals;

constexpr double kLowestFps = 0.01;
constexpr double kHighestFps = 1000;

template <class Value>
void require_range(std::string_view what, Value value, Value low, Value high, std::string_view unit) {
  // Written so that not-a-number is out of range too.
  if (!(value >= low && value <= high)) {
    throw Error(fmt::format("{} is {}{}, it must be from {} to {}{}", what, value, unit, low, high, unit));
  }
}

StreamConfig checked(StreamConfig config) {
  const auto& encoding = config.encoding;
  require_range("bitrate_kbps", encoding.bitrate_kbps, 10, 200'000, " kbit/s");
  require_range<std::int64_t>("vbv", encoding.vbv.count(), 100, 10'000, " ms");
  require_range<std::int64_t>("key_interval", encoding.key_interval.count(), 100, 60'000, " ms");
  require_range("warmup_frames", config.warmup_frames, 2, 1'000'000, "");
  static constexpr std::array<std::string_view, 10> kPresets{
      "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"};
  if (std::ranges::find(kPresets, encoding.preset) == kPresets.end()) {
    throw Error(
        fmt::format("preset \"{}\" is not known; it can be one of: {}", encoding.preset, fmt::join(kPresets, ", ")));
  }
  if (!encoding.encoder.empty()) gst::EncoderCatalog::system().require_known(encoding.encoder);
  return config;
}

/// A given value, the last run's, or nothing when it has to be found out.
template <class Wish, class Value>
std::optional<Value> resolved(const Wish& wish, Value given, const std::optional<Value>& last) {
  switch (wish.kind()) {
    case Wish::Kind::kGiven: return given;
    case Wish::Kind::kLast: return last;
    default: return std::nullopt;
  }
}

Now now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::kStopped: return "STOPPED";
    case State::kStartWarmup: return "START_WARMUP";
    case State::kWarmup: return "WARMUP";
    case State::kStreaming: return "STREAMING";
    case State::kError: return "ERROR";
  }
  return "unknown";
}

std::string_view to_string(PutResult::Value result) {
  switch (result) {
    case PutResult::kEncoding: return "encoding";
    case PutResult::kReplacedOlder: return "replaced an older frame";
    case PutResult::kWarmingUp: return "warming up";
    case PutResult::kNotWanted: return "not wanted";
    case PutResult::kStopped: return "stopped";
    case PutResult::kFailed: return "failed";
  }
  return "unknown";
}

class SkyLine::Impl {
 public:
  explicit Impl(StreamConfig config) : config_(checked(std::move(config))), worker_(config_, hub_, counters_) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { stop(); }

  Output& attach(std::unique_ptr<Output> output);
  void detach(Output& output);
  void start(const FrameRate& fps, const Extent& width, const Extent& height);
  void stop();
  template <class Frame>
  PutResult put(Frame&& frame, const FrameView& view, std::optional<SystemTime> capture) noexcept;
  [[nodiscard]] State state() const;
  [[nodiscard]] Stats stats() const;

 private:
  /// What is known of a run's size and rate. A rate of 0 is a variable one.
  struct Parameters {
    std::optional<double> fps;
    std::optional<int> width;
    std::optional<int> height;
    [[nodiscard]] bool complete() const { return fps && width && height; }
  };

  void begin(const Parameters& parameters);
  bool measure(const FrameView& view, std::optional<SystemTime> capture, Now arrival);
  void refuse(const std::string& why);

  const StreamConfig config_;
  Counters counters_;
  StreamHub hub_;
  log::RateLimit refusal_log_;
  std::atomic<State> state_{State::kStopped};  // changes under start_mutex_

  std::mutex life_mutex_;
  mutable std::mutex runners_mutex_;  // after life_mutex_
  // Changed with both locks held, read with either: statistics must not wait for a stop, which may wait for an output
  // that asks for them.
  std::vector<std::unique_ptr<OutputRunner>> runners_;

  std::mutex start_mutex_;  // after life_mutex_; guards all below, until the worker runs
  Parameters parameters_;
  Parameters last_;
  std::optional<WarmUp> warm_up_;
  Timeline warm_up_times_;
  EncodeWorker worker_;
};

Output& SkyLine::Impl::attach(std::unique_ptr<Output> output) {
  if (!output) throw Error("attach() was given no output");
  const std::lock_guard life(life_mutex_);
  {
    const std::lock_guard lock(runners_mutex_);
    runners_.push_back(std::make_unique<OutputRunner>(std::move(output), hub_, worker_));
  }
  if (state_ != State::kStopped) {
    runners_.back()->start();
    worker_.request_key_frame();
  }
  return runners_.back()->output();
}

void SkyLine::Impl::detach(Output& output) {
  const std::lock_guard life(life_mutex_);
  const auto found = std::ranges::find_if(runners_, [&](const auto& runner) { return &runner->output() == &output; });
  if (found == runners_.end()) throw Error(fmt::format("detach(): {} is not attached", output.name()));
  (*found)->stop();
  const std::lock_guard lock(runners_mutex_);
  runners_.erase(found);
}

void SkyLine::Impl::start(const FrameRate& fps, const Extent& width, const Extent& height) {
  if (fps.kind() == FrameRate::Kind::kGiven) require_range("fps", fps.fps(), kLowestFps, kHighestFps, "");
  if (width.kind() == Extent::Kind::kGiven) require_range("width", width.pixels(), 1, kMaxExtent, " pixels");
  if (height.kind() == Extent::Kind::kGiven) require_range("height", height.pixels(), 1, kMaxExtent, " pixels");
  stop();
  const std::lock_guard life(life_mutex_);
  const std::lock_guard lock(start_mutex_);
  parameters_ = {.fps = resolved(fps, fps.fps(), last_.fps),
                 .width = resolved(width, width.pixels(), last_.width),
                 .height = resolved(height, height.pixels(), last_.height)};
  if (fps.kind() == FrameRate::Kind::kUndeclared) parameters_.fps = 0;
  for (const auto& runner : runners_) runner->start();
  if (parameters_.complete()) {
    begin(parameters_);
  } else {
    warm_up_.emplace(fps.kind() == FrameRate::Kind::kUndeclared ? 0 : config_.warmup_frames);
    warm_up_times_ = {};
    state_ = State::kStartWarmup;
  }
}

void SkyLine::Impl::begin(const Parameters& parameters) {
  last_ = parameters;
  warm_up_.reset();
  worker_.start(
      {.width = stream_extent(*parameters.width), .height = stream_extent(*parameters.height), .fps = *parameters.fps});
  state_ = State::kStreaming;
}

void SkyLine::Impl::stop() {
  const std::lock_guard life(life_mutex_);
  {
    const std::lock_guard lock(start_mutex_);
    state_ = State::kStopped;
    warm_up_.reset();
  }
  worker_.stop();
  for (const auto& runner : runners_) runner->stop();
}

// True when the stream may take this frame; false when it was measured, or the stream stopped meanwhile.
bool SkyLine::Impl::measure(const FrameView& view, std::optional<SystemTime> capture, Now arrival) {
  const std::lock_guard lock(start_mutex_);
  if (!warm_up_) return state_ != State::kStopped;
  auto found = parameters_;
  if (parameters_.fps == 0) {
    // A variable rate: the first frame tells the size, and is streamed.
    found.width = parameters_.width.value_or(view.width);
    found.height = parameters_.height.value_or(view.height);
    begin(found);
    return true;
  }
  state_ = State::kWarmup;
  if (!warm_up_->add(warm_up_times_.stamp(capture, arrival).pts, view.width, view.height)) return false;
  found = {.fps = parameters_.fps.value_or(std::clamp(warm_up_->fps(), kLowestFps, kHighestFps)),
           .width = parameters_.width.value_or(warm_up_->width()),
           .height = parameters_.height.value_or(warm_up_->height())};
  log::info("stream", "{}: {:.2f} frames/s of {} x {} after the warm-up", config_.name, *found.fps, *found.width,
            *found.height);
  begin(found);
  return false;
}

template <class Frame>
PutResult SkyLine::Impl::put(Frame&& frame, const FrameView& view, std::optional<SystemTime> capture) noexcept {
  auto state = state_.load();
  if (state == State::kStopped) return counters_.book(PutResult::kStopped);
  try {
    const auto arrival = now();
    if (const auto why = why_unusable(view); !why.empty()) {
      refuse(why);
      return counters_.book(PutResult::kFailed);
    }
    if (state != State::kStreaming && !measure(view, capture, arrival)) {
      return counters_.book(state_ == State::kStopped ? PutResult::kStopped : PutResult::kWarmingUp);
    }
    return counters_.book(worker_.offer(std::forward<Frame>(frame), capture, arrival));
  } catch (const std::exception& error) {
    refuse(error.what());
    return counters_.book(PutResult::kFailed);
  }
}

void SkyLine::Impl::refuse(const std::string& why) {
  counters_.set_error(why);
  if (std::uint64_t held_back = 0; refusal_log_.allow(held_back)) {
    log::warn("stream", "{}: a frame was refused ({} more before): {}", config_.name, held_back, why);
  }
}

State SkyLine::Impl::state() const {
  const auto state = state_.load();
  return state == State::kStreaming && worker_.failing() ? State::kError : state;
}

Stats SkyLine::Impl::stats() const {
  auto stats = counters_.snapshot();
  const std::lock_guard lock(runners_mutex_);
  for (const auto& runner : runners_) stats.outputs.push_back(runner->stats());
  return stats;
}

SkyLine::SkyLine(StreamConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {}
SkyLine::~SkyLine() = default;

Output& SkyLine::attach(std::unique_ptr<Output> output) { return impl_->attach(std::move(output)); }
void SkyLine::detach(Output& output) { impl_->detach(output); }
void SkyLine::start_streaming(FrameRate fps, Extent width, Extent height) { impl_->start(fps, width, height); }
void SkyLine::stop_streaming() { impl_->stop(); }

PutResult SkyLine::put(const FrameView& frame) noexcept { return impl_->put(frame, frame, std::nullopt); }
PutResult SkyLine::put(const FrameView& frame, CaptureTime capture_time) noexcept {
  return impl_->put(frame, frame, capture_time);
}
PutResult SkyLine::put(OwnedFrame&& frame) noexcept {
  auto owned = std::move(frame);
  return impl_->put(std::move(owned), owned.view(), std::nullopt);
}
PutResult SkyLine::put(OwnedFrame&& frame, CaptureTime capture_time) noexcept {
  auto owned = std::move(frame);
  return impl_->put(std::move(owned), owned.view(), capture_time);
}

State SkyLine::state() const { return impl_->state(); }
Stats SkyLine::stats() const { return impl_->stats(); }

}  // namespace skyline
