// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

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
/// a second or behind it by more than ten seconds, anchors the line anew at the time of arrival. One thread at a time.
class Timeline {
 public:
  /// For a frame. No capture time: the time of arrival.
  [[nodiscard]] Stamp stamp(std::optional<SystemTime> capture, Now now);
  /// For the last picture encoded again: now, less the usual delay between capture and arrival, so that the next
  /// frame does not seem to go backwards.
  [[nodiscard]] Stamp repeat(Now now);
  /// Measured over the last frames (repeats do not count); 0 until two came.
  [[nodiscard]] double fps() const;

  // private members: to be written with the implementation
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
  int width_ = 0;
  int height_ = 0;
};

}  // namespace skyline
