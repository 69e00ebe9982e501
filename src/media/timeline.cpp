// SPDX-License-Identifier: Apache-2.0
#include "media/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace skyline {
namespace {

using std::chrono::duration_cast;
using Duration = SteadyTime::duration;
using namespace std::chrono_literals;

constexpr Duration kMostAhead = 1s;
constexpr Duration kMostBehind = 10s;
constexpr Duration kJitter = 100ms;
constexpr Duration kLeastStep = 1ms;

bool is_close(Duration ahead_of_arrival) { return ahead_of_arrival <= kMostAhead && ahead_of_arrival >= -kMostBehind; }

// Far enough from every clock's own span that differences cannot overflow.
bool is_sane(SystemTime time) {
  return time > SystemTime{} - std::chrono::years{100} && time < SystemTime{} + std::chrono::years{150};
}

SystemTime::duration to_system(Duration duration) { return duration_cast<SystemTime::duration>(duration); }

SystemTime at_same_time(SteadyTime pts, Now now) { return now.system + to_system(pts - now.steady); }

double rate(Duration sum, std::size_t intervals) {
  const auto seconds = std::chrono::duration<double>(sum).count();
  return seconds > 0 ? static_cast<double>(intervals) / seconds : 0;
}

double snapped(double fps) {
  static constexpr std::array<double, 21> kCommon{
      5,  6,  7.5, 8,  10, 12, 12.5, 15, 20, 24000.0 / 1001, 24, 25, 30000.0 / 1001, 30, 48, 50, 60000.0 / 1001,
      60, 90, 100, 120};
  const auto* const nearest = std::min_element(
      kCommon.begin(), kCommon.end(), [fps](double a, double b) { return std::abs(a - fps) < std::abs(b - fps); });
  return std::abs(*nearest - fps) <= *nearest * 0.005 ? *nearest : fps;
}

}  // namespace

SteadyTime Timeline::on_line(SystemTime capture) const {
  return anchor_pts_ + duration_cast<Duration>(capture - anchor_capture_);
}

bool Timeline::follows(SystemTime capture, SteadyTime arrival) const {
  return anchored_ && capture >= last_capture_ - kJitter && is_close(on_line(capture) - arrival);
}

// Arrival, or where the line is past it already: a step that lets arrival catch up without freezing the picture.
SteadyTime Timeline::not_before_last(SteadyTime arrival) const {
  if (!any_ || arrival >= last_pts_ + kLeastStep) return arrival;
  return last_pts_ + std::max(kLeastStep, (arrival - last_arrival_) * 7 / 8);
}

// True capture times, when they are near the clock and leave the order as it is; else arrival.
SteadyTime Timeline::anchor(SystemTime capture, Now now) {
  const auto true_pts = now.steady + duration_cast<Duration>(capture - now.system);
  const bool usable = is_close(true_pts - now.steady) && (!any_ || true_pts >= last_pts_ + kLeastStep);
  anchor_pts_ = usable ? true_pts : not_before_last(now.steady);
  anchor_capture_ = capture;
  anchor_absolute_ = usable ? capture : at_same_time(anchor_pts_, now);
  anchored_ = true;
  return anchor_pts_;
}

Stamp Timeline::stamp(std::optional<SystemTime> capture, Now now) {
  if (capture && !is_sane(*capture)) capture.reset();
  Stamp stamp{not_before_last(now.steady), {}};
  if (capture) {
    stamp.pts = follows(*capture, now.steady) ? on_line(*capture) : anchor(*capture, now);
    last_capture_ = *capture;
  }
  anchored_ = capture.has_value();
  if (any_) stamp.pts = std::max(stamp.pts, last_pts_ + kLeastStep);
  stamp.capture = anchored_ ? anchor_absolute_ + to_system(stamp.pts - anchor_pts_) : at_same_time(stamp.pts, now);
  count(stamp.pts, now.steady);
  return stamp;
}

void Timeline::count(SteadyTime pts, SteadyTime arrival) {
  const auto delay = arrival - pts;
  delay_ = any_frame_ ? delay_ + (delay - delay_) / 8 : delay;
  any_ = true;
  last_pts_ = pts;
  last_arrival_ = arrival;
  measure(pts);
}

Stamp Timeline::repeat(Now now) {
  auto pts = now.steady - delay_;
  if (any_) pts = std::max(pts, last_pts_ + kLeastStep);
  any_ = true;
  last_pts_ = pts;
  last_arrival_ = now.steady;
  return {pts, at_same_time(pts, now)};
}

// One interval far longer than the others is a pause, not a rate; two in a row are a new rate.
void Timeline::measure(SteadyTime pts) {
  const auto interval = pts - std::exchange(last_frame_pts_, pts);
  if (!std::exchange(any_frame_, true)) return;
  const auto known = std::min(measured_, kWindow);
  const auto sum = std::accumulate(intervals_.begin(), intervals_.end(), Duration{});
  const bool pause = known >= 2 && interval > sum / known * 8;
  if (pause && !std::exchange(skipped_, true)) return;
  if (pause) {
    intervals_.fill({});
    measured_ = 0;
  }
  skipped_ = false;
  intervals_[measured_++ % kWindow] = interval;
}

double Timeline::fps() const {
  return rate(std::accumulate(intervals_.begin(), intervals_.end(), Duration{}), std::min(measured_, kWindow));
}

bool WarmUp::add(SteadyTime pts, int width, int height) {
  if (seen_ > 0) intervals_.push_back(pts - last_);
  last_ = pts;
  width_ = width;
  height_ = height;
  return ++seen_ >= wanted_;
}

// The mean of what lies around the median: exact for a steady source with jitter and a stall. A source that comes in
// bursts has no such middle; there only the longest intervals are judged, since bursts belong to its rate.
double WarmUp::fps() const {
  if (intervals_.empty()) return 0;
  auto sorted = intervals_;
  std::sort(sorted.begin(), sorted.end());
  const auto count = sorted.size();
  const auto median = sorted[count / 2];
  auto first = std::lower_bound(sorted.begin(), sorted.end(), median / 2);
  auto last = std::upper_bound(sorted.begin(), sorted.end(), median * 2);
  const auto middle = static_cast<std::size_t>(last - first);
  const auto longer = static_cast<std::size_t>(sorted.end() - last);
  if (middle * 10 < count * 6 || longer > 1 + count / 20) {
    const auto usual_gap = longer == 0 ? sorted.back() : *(last + static_cast<std::ptrdiff_t>(longer / 2));
    first = sorted.begin();
    last = std::upper_bound(sorted.begin(), sorted.end(), usual_gap * 4);
  }
  return snapped(rate(std::accumulate(first, last, Duration{}), static_cast<std::size_t>(last - first)));
}

}  // namespace skyline
