// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/gst_source.hpp"

#include <fmt/format.h>

#include "cli/console.hpp"
#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

using Clock = std::chrono::steady_clock;

// How long a wait for a picture may keep us from seeing that it is time to stop.
constexpr std::chrono::milliseconds kSlice{50};
// A file of one picture would be opened again without a pause.
constexpr std::chrono::milliseconds kShortestLoop{100};

}  // namespace

GstSource::GstSource(GstInput input, const SourceSettings& settings)
    : input_(std::move(input)),
      loop_(settings.loop),
      fps_(settings.fps),
      size_(settings.size),
      thinner_(settings.fps.value_or(0)) {}

void GstSource::build() {
  failure_.clear();
  // A live picture that waits is replaced by a newer one; those of a file come in time and each counts.
  const auto* sink = input_.live ? "sync=false max-buffers=1 drop=true" : "sync=true max-buffers=2";
  pipeline_ = std::make_unique<GstPipeline>(
      fmt::format("{} ! videoconvert ! videoscale ! {} ! appsink name=out enable-last-sample=false {}",
                  input_.description, accepted_caps(), sink),
      input_.configure);
  pipeline_->set_state(input_.live ? GST_STATE_PLAYING : GST_STATE_PAUSED);
}

SamplePtr GstSource::first_picture(const Stop& stop) {
  const auto deadline = Clock::now() + input_.patience;
  while (!stop.requested() && failure_.empty()) {
    if (auto sample = input_.live ? pipeline_->pull(kSlice) : pipeline_->preroll(kSlice)) return sample;
    failure_ = pipeline_->error();
    if (failure_.empty() && pipeline_->at_end()) failure_ = "there is no picture in it";
    if (failure_.empty() && Clock::now() > deadline)
      failure_ = fmt::format("no picture within {} s", input_.patience.count());
  }
  return nullptr;
}

std::string GstSource::why() { return failure_.empty() ? "the source ended" : failure_; }

SourceShape GstSource::open(const Stop& stop) {
  build();
  auto sample = first_picture(stop);
  if (!sample && stop.requested()) return {};
  if (!sample)
    throw RunError(fmt::format("cannot open {}: {}; check that it is there and is video", input_.shown, why()));
  const double declared = fps_ ? *fps_ : declared_fps(sample.get());
  const auto fps = declared > 0 ? FrameRate(declared) : FrameRate(kVariable);
  if (input_.live) {
    first_ = std::move(sample);
    const auto frame = to_frame(SamplePtr(gst_sample_ref(first_.get())));
    return {fps, size_.value_or(Size{frame.view().width, frame.view().height})};
  }
  const auto frame = to_frame(std::move(sample));
  return {fps, size_.value_or(Size{frame.view().width, frame.view().height})};
}

void GstSource::run(SkyLine& sky, const Stop& stop) {
  for (;;) {
    const auto started = Clock::now();
    const auto ended = play(sky, stop);
    if (ended == Ended::kStopped) return;
    if (input_.at_end == GstInput::AtEnd::kReconnect) {
      if (!reconnect(stop)) return;
    } else if (ended == Ended::kFailed || input_.live) {
      throw RunError(fmt::format("{} broke off: {}", input_.shown, why()));
    } else if (!loop_ || stop.wait_until(started + kShortestLoop) || !play_again(stop)) {
      return;
    }
  }
}

GstSource::Ended GstSource::play(SkyLine& sky, const Stop& stop) {
  pipeline_->set_state(GST_STATE_PLAYING);
  if (first_) put(sky, std::move(first_));
  auto last = Clock::now();
  while (!stop.requested()) {
    if (auto sample = pipeline_->pull(kSlice)) {
      put(sky, std::move(sample));
      last = Clock::now();
      continue;
    }
    failure_ = pipeline_->error();
    if (!failure_.empty()) return Ended::kFailed;
    if (pipeline_->at_end()) return Ended::kEndOfStream;
    if (input_.live && Clock::now() - last > input_.patience) {
      failure_ = fmt::format("no picture for {} s", input_.patience.count());
      return Ended::kFailed;
    }
  }
  return Ended::kStopped;
}

bool GstSource::play_again(const Stop& stop) {
  build();
  if (first_picture(stop)) return true;
  if (stop.requested()) return false;
  throw RunError(fmt::format("cannot open {} again: {}", input_.shown, why()));
}

bool GstSource::reconnect(const Stop& stop) {
  for (;;) {
    const auto delay = retry_.next(random_share());
    note(fmt::format("{}: {}; trying again in {:.1f} s", input_.shown, why(),
                     static_cast<double>(delay.count()) / 1000));
    pipeline_.reset();
    if (stop.wait_for(delay)) return false;
    build();
    first_ = first_picture(stop);
    if (first_) {
      note(fmt::format("{}: connected again", input_.shown));
      retry_.reset();
      return true;
    }
    if (stop.requested()) return false;
  }
}

void GstSource::put(SkyLine& sky, SamplePtr sample) {
  const auto captured = pipeline_->capture_time(sample.get());
  if (thinner_.keep(captured)) sky.put(to_frame(std::move(sample)), captured);
}

}  // namespace skyline::cli
