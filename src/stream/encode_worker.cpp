// SPDX-License-Identifier: Apache-2.0
#include "stream/encode_worker.hpp"

#include "gst/encoder_catalog.hpp"
#include "media/converter.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

using namespace std::chrono_literals;
using Kind = gst::EncodePipeline::Kind;

constexpr std::size_t kMostPictures = 16;  // hardware encoders hold several
constexpr auto kStillEvery = 1s;
constexpr auto kMostPatience = 2s;  // for the next frame, when a key unit is due by time
constexpr auto kKeySpacing = 50ms;  // requests that come closer are served by one key unit
constexpr auto kSilence = 10s;      // an encoder that takes longer for a picture counts as failed
constexpr auto kFinishTime = 500ms;
constexpr auto kFirstRetry = 1s;
constexpr auto kLastRetry = 30s;

Now now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

FrameView view_of(const Picture& picture) {
  const auto& shape = picture.shape();
  FrameView view;
  view.format = shape.format == PictureFormat::kI420 ? PixelFormat::kI420 : PixelFormat::kNv12;
  view.width = shape.width;
  view.height = shape.height;
  view.matrix = shape.matrix;
  view.range = shape.range;
  for (int i = 0; i < picture.planes(); ++i)
    view.planes[static_cast<std::size_t>(i)] = {picture.plane(i), picture.stride(i)};
  return view;
}

}  // namespace

EncodeWorker::EncodeWorker(const StreamConfig& config, StreamHub& hub, Counters& counters)
    : config_(config),
      hub_(hub),
      counters_(counters),
      pool_(kMostPictures),
      backoff_(kFirstRetry, kLastRetry, system_random()) {}

EncodeWorker::~EncodeWorker() { stop(); }

void EncodeWorker::start(const EncodeTarget& target) {
  stop();
  target_ = target;
  counters_.width = target.width;
  counters_.height = target.height;
  counters_.set_error("");
  failing_ = false;
  closing_ = false;
  key_requested_ = false;
  next_still_ = 0;
  failed_encoders_.clear();
  backoff_.reset();
  slot_.open();
  worker_.start("sky-encode-" + config_.name, [this](Worker& /*worker*/) { run(); });
}

void EncodeWorker::stop() {
  slot_.close();
  closing_ = true;
  worker_.wake();
  worker_.join();
}

EncodeWorker::Demand EncodeWorker::demand(std::optional<SystemTime> capture, Now arrival) {
  if (hub_.wanted()) return Demand::kEncode;
  resume_with_key_ = true;
  auto next = next_still_.load();
  const auto at = arrival.steady.time_since_epoch().count();
  const auto after = (arrival.steady + kStillEvery).time_since_epoch().count();
  if (at >= next && next_still_.compare_exchange_strong(next, after)) return Demand::kKeepStill;
  counters_.fps = slot_.pass_by(capture, arrival);
  return Demand::kNone;
}

PutResult EncodeWorker::offer(const FrameView& frame, std::optional<SystemTime> capture, Now arrival) {
  if (failing_) return PutResult::kFailed;
  const auto demand = this->demand(capture, arrival);
  if (demand == Demand::kNone) return PutResult::kNotWanted;
  auto picture = pool_.acquire(shape_for(frame, format_, target_.width, target_.height));
  const auto begin = Clock::now();
  if (!picture || !convert(frame, config_.fit, *picture)) {
    counters_.set_error("the encoder holds all pictures, or memory ran out");
    return PutResult::kFailed;
  }
  const auto ready = Clock::now();
  counters_.convert.add(ready - begin);
  return store({.picture = std::move(picture),
                .capture = capture,
                .arrival = arrival,
                .ready = ready,
                .still_only = demand == Demand::kKeepStill});
}

PutResult EncodeWorker::offer(OwnedFrame&& frame, std::optional<SystemTime> capture, Now arrival) {
  if (failing_) return PutResult::kFailed;
  const auto demand = this->demand(capture, arrival);
  if (demand == Demand::kNone) return PutResult::kNotWanted;
  return store({.owned = std::move(frame),
                .capture = capture,
                .arrival = arrival,
                .ready = arrival.steady,
                .still_only = demand == Demand::kKeepStill});
}

PutResult EncodeWorker::store(PendingFrame frame) {
  const bool still_only = frame.still_only;
  const auto outcome = slot_.store(std::move(frame));
  if (outcome == FrameSlot::Outcome::kClosed) return PutResult::kStopped;
  worker_.wake();
  if (outcome == FrameSlot::Outcome::kReplacedOlder) {
    if (std::uint64_t held_back = 0; overload_log_.allow(held_back)) {
      log::debug("stream", "{}: the encoder is slower than the frames; {} more were replaced", config_.name, held_back);
    }
    if (!still_only) return PutResult::kReplacedOlder;
    ++counters_.replaced;
  }
  return still_only ? PutResult::kNotWanted : PutResult::kEncoding;
}

void EncodeWorker::request_key_frame() {
  key_requested_ = true;
  worker_.wake();
}

void EncodeWorker::run() {
  wake_politely();
  // Proving the encoders may take seconds: before the first frame, not with it.
  static_cast<void>(gst::EncoderCatalog::system().choose(config_.encoding.encoder, {}));
  const auto forever = Clock::time_point::max();
  Clock::time_point give_up = forever;
  while (true) {
    step();
    if (closing_ && give_up == forever) give_up = Clock::now() + kFinishTime;
    if (closing_ && (slot_.empty() || failing_ || Clock::now() >= give_up)) break;
    worker_.wait_until(std::min(wake_time(), give_up));
  }
  finish();
}

void EncodeWorker::step() {
  check_pipeline();
  if (failing_) {
    if (Clock::now() >= retry_at_) retry();
    if (failing_) return;
  }
  if (!can_encode()) return;
  if (auto frame = slot_.take()) {
    take_frame(std::move(*frame));
  } else if (!closing_) {
    maybe_still();
  }
}

bool EncodeWorker::can_encode() const { return !pipeline_ || ready_; }

void EncodeWorker::take_frame(PendingFrame frame) {
  const auto taken = Clock::now();
  if (!frame.still_only) counters_.wait.add(taken - frame.ready);
  if (!frame.picture) {
    const auto& view = frame.owned.view();
    frame.picture = pool_.acquire(shape_for(view, format_, target_.width, target_.height));
    const bool converted = frame.picture && convert(view, config_.fit, *frame.picture);
    frame.owned.reset();
    if (!converted) {
      counters_.set_error("the encoder holds all pictures, or memory ran out");
      if (!frame.still_only) ++counters_.failed;
      return;
    }
    counters_.convert.add(Clock::now() - taken);
  }
  last_picture_ = std::move(frame.picture);
  counters_.fps = slot_.fps();
  if (!frame.still_only) {
    encode(frame.stamp, Kind::kFrame);
  } else {
    maybe_still();
  }
}

void EncodeWorker::maybe_still() {
  if (last_picture_ && still_due() && hub_.wanted()) encode(slot_.repeat(now()), Kind::kStill);
}

bool EncodeWorker::key_due() const { return Clock::now() - last_key_ >= config_.encoding.key_interval || key_wanted(); }

bool EncodeWorker::key_wanted() const {
  return resume_with_key_ || (key_requested_ && Clock::now() - last_key_ >= kKeySpacing);
}

bool EncodeWorker::still_due() const {
  return Clock::now() - last_key_ >= config_.encoding.key_interval + patience() || key_wanted();
}

// While frames come, the next one is the key unit: a still in front of it would be one unit more for nothing.
EncodeWorker::Clock::duration EncodeWorker::patience() const {
  const double fps = counters_.fps;
  const auto interval = fps > 0 ? std::chrono::duration<double>(1.5 / fps) : std::chrono::duration<double>(0);
  return std::chrono::duration_cast<Clock::duration>(std::min(interval, std::chrono::duration<double>(kMostPatience)));
}

void EncodeWorker::encode(const Stamp& stamp, Kind kind) {
  if (!ensure_pipeline(last_picture_->shape())) {
    if (kind == Kind::kFrame) ++counters_.failed;
    return;
  }
  last_picture_ = fitted(std::move(last_picture_));
  const bool key = key_due();
  if (key) {
    key_requested_ = false;
    resume_with_key_ = false;
    last_key_ = Clock::now();
  }
  if (pipeline_->in_flight() == 0) waiting_since_ = Clock::now().time_since_epoch().count();
  ready_ = false;
  if (kind == Kind::kStill) ++counters_.stills;
  pipeline_->encode(last_picture_, stamp, kind, key);
}

bool EncodeWorker::ensure_pipeline(const PictureShape& shape) {
  auto wanted = shape;
  wanted.format = format_;
  if (pipeline_ && pipeline_->shape() == wanted) return true;
  if (pipeline_) drop_pipeline("");
  auto& catalog = gst::EncoderCatalog::system();
  while (const auto* row = catalog.choose(config_.encoding.encoder, failed_encoders_)) {
    try {
      wanted.format = row->format;
      format_ = row->format;
      ready_ = false;
      pipeline_ = std::make_unique<gst::EncodePipeline>(*row, config_.encoding, target_.fps, wanted, events());
      last_key_ = {};
      if (!config_.encoding.encoder.empty() && row->element != config_.encoding.encoder) {
        log::warn("encoder", "{}: {} does not work, {} is used instead", config_.name, config_.encoding.encoder,
                  row->element);
      }
      log::info("encoder", "{}: {} encodes {} x {}", config_.name, row->element, wanted.width, wanted.height);
      counters_.set_encoder(row->element);
      return true;
    } catch (const Error& error) {
      log::warn("encoder", "{}: {}; the next encoder is tried", config_.name, error.what());
      failed_encoders_.insert(row->element);
    }
  }
  no_encoder();
  return false;
}

gst::EncodePipeline::Events EncodeWorker::events() {
  return {
      .unit =
          [this](const UnitPtr& unit, const gst::EncodePipeline::Ended& ended) {
            const auto now = Clock::now();
            waiting_since_ = now.time_since_epoch().count();
            if (ended.entered) counters_.encode.add(now - *ended.entered);
            if (ended.frames > 0) {
              ++counters_.encoded;
              counters_.failed += static_cast<std::uint64_t>(ended.frames - 1);
              counters_.capture_to_unit.add(now - unit->pts);
            }
            ++counters_.units;
            counters_.key_units += unit->key ? 1 : 0;
            counters_.bytes += unit->data.size();
            hub_.publish(unit);
          },
      .ready =
          [this] {
            ready_ = true;
            // Most often there is nothing to do yet: the next frame wakes the worker.
            if (!slot_.empty() || key_requested_) worker_.wake();
          },
      .failed =
          [this](const std::string& why) {
            {
              const std::lock_guard lock(failure_mutex_);
              failure_ = why;
            }
            worker_.wake();
          },
  };
}

// The encoder may want the other chroma layout than the one the picture was converted to before it was chosen.
std::shared_ptr<Picture> EncodeWorker::fitted(std::shared_ptr<Picture> picture) {
  if (picture->shape() == pipeline_->shape()) return picture;
  auto other = std::make_shared<Picture>(pipeline_->shape());
  return convert(view_of(*picture), config_.fit, *other) ? other : picture;
}

void EncodeWorker::check_pipeline() {
  if (!pipeline_) return;
  std::string why;
  {
    const std::lock_guard lock(failure_mutex_);
    why = std::exchange(failure_, {});
  }
  const auto waiting = Clock::now() - Clock::time_point{Clock::duration{waiting_since_}};
  const bool silent = pipeline_->in_flight() > 0 && waiting >= kSilence;
  if (why.empty() && silent) why = fmt::format("{} gave nothing for {} s", pipeline_->element(), kSilence.count());
  if (why.empty()) return;
  log::warn("encoder", "{}: {}; the next encoder is tried", config_.name, why);
  counters_.set_error(why);
  failed_encoders_.insert(pipeline_->element());
  ++counters_.encoder_restarts;
  drop_pipeline(why);
  key_requested_ = true;
}

void EncodeWorker::drop_pipeline(const std::string& why) {
  if (why.empty()) pipeline_->drain(1s);
  const auto lost = pipeline_->frames_in_flight();
  pipeline_.reset();
  counters_.failed += lost;
}

void EncodeWorker::no_encoder() {
  const auto reasons = gst::EncoderCatalog::system().why_none();
  const auto delay = backoff_.next();
  retry_at_ = Clock::now() + delay;
  failing_ = true;
  counters_.set_error("no encoder works:" + reasons);
  log::error("encoder", "{}: no encoder works, tried again in {} ms:{}", config_.name, delay.count(), reasons);
}

void EncodeWorker::retry() {
  failed_encoders_.clear();
  if (gst::EncoderCatalog::system().choose(config_.encoding.encoder, {}) == nullptr) {
    retry_at_ = Clock::now() + backoff_.next();
    return;
  }
  failing_ = false;
}

void EncodeWorker::finish() {
  if (pipeline_) drop_pipeline("");
  if (const auto frame = slot_.take(); frame && !frame->still_only) ++counters_.failed;
  last_picture_.reset();
  failing_ = false;
}

EncodeWorker::Clock::time_point EncodeWorker::wake_time() const {
  if (failing_) return retry_at_;
  const auto now = Clock::now();
  auto at = now + kSilence;
  if (!last_picture_ || !hub_.wanted()) return at;
  if (resume_with_key_) return now + 1ms;
  if (key_requested_) at = std::min(at, last_key_ + kKeySpacing);
  at = std::min(at, last_key_ + config_.encoding.key_interval + patience());
  return std::max(at, now + 1ms);
}

}  // namespace skyline
