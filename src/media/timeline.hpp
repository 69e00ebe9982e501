// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace skyline {

using SteadyTime = std::chrono::steady_clock::time_point;
using SystemTime = std::chrono::system_clock::time_point;

/// The same instant on both clocks; read by the caller, nothing here reads a clock.
struct Now {
  SteadyTime steady;
  SystemTime system;
};

struct Stamp {
  SteadyTime pts;      ///< strictly increasing from one call to the next
  SystemTime capture;  ///< the same moment in absolute time
};

/// Turns capture times into presentation times on the steady clock. Capture times are followed exactly, interval by
/// interval, while they stay close to the clock; one that goes backwards, jumps, or runs ahead of arrival by more than
/// a second or behind it by more than ten seconds, anchors the line anew at the time of arrival. Likewise a first one
/// that is that far from the clock: from there on `capture` is arrival time plus the intervals given. Going back by
/// less than 100 ms is taken for jitter: the line stays. Where the line is already past arrival, time goes on at 7/8 of
/// the pace of arrival until they meet. What would not increase is put 1 ms after the one before. One thread at a time.
class Timeline {
 public:
  /// For a frame. No capture time: the time of arrival.
  [[nodiscard]] Stamp stamp(std::optional<SystemTime> capture, Now now);
  /// For the last picture encoded again: now, less the usual delay between capture and arrival, so that the next
  /// frame does not seem to go backwards.
  [[nodiscard]] Stamp repeat(Now now);
  /// Measured over the last frames (repeats do not count); 0 until two came.
  [[nodiscard]] double fps() const;

 private:
  using Duration = SteadyTime::duration;

  [[nodiscard]] SteadyTime on_line(SystemTime capture) const;
  [[nodiscard]] bool follows(SystemTime capture, SteadyTime arrival) const;
  [[nodiscard]] SteadyTime anchor(SystemTime capture, Now now);
  [[nodiscard]] SteadyTime not_before_last(SteadyTime arrival) const;
  void count(SteadyTime pts, SteadyTime arrival);
  void measure(SteadyTime pts);

  bool anchored_ = false;
  SystemTime anchor_capture_;  // as it was given; these three are the same moment
  SteadyTime anchor_pts_;
  SystemTime anchor_absolute_;  // as it is told
  SystemTime last_capture_;     // the newest that was given

  bool any_ = false;
  SteadyTime last_pts_;      // of a frame or a repeat
  SteadyTime last_arrival_;  // likewise
  Duration delay_{};         // usual time from capture to arrival

  static constexpr std::size_t kWindow = 30;
  std::array<Duration, kWindow> intervals_{};
  std::size_t measured_ = 0;  // intervals ever written
  bool skipped_ = false;      // the newest interval was taken for a pause
  bool any_frame_ = false;
  SteadyTime last_frame_pts_;
};

/// Measures what was not given, over a number of frames.
class WarmUp {
 public:
  explicit WarmUp(int frames) : wanted_(frames) {}
  /// True when this was the last frame needed.
  bool add(SteadyTime pts, int width, int height);
  [[nodiscard]] bool started() const { return seen_ > 0; }
  /// Of the intervals, without letting one stall spoil it; snapped to a common rate (30, 29.97, 25, 15 ...) within 0.5
  /// %.
  [[nodiscard]] double fps() const;
  [[nodiscard]] int width() const { return width_; }    ///< of the newest frame
  [[nodiscard]] int height() const { return height_; }  ///< likewise

 private:
  int wanted_;
  int seen_ = 0;
  SteadyTime last_;
  std::vector<SteadyTime::duration> intervals_;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace skyline
