// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace skyline::cli {

/// Leaves out frames so that at most `fps` a second remain, on average exactly that many when the source has more.
/// Time comes in as an argument.
class FrameThinner {
 public:
  using Time = std::chrono::system_clock::time_point;

  /// 0: every frame stays.
  explicit FrameThinner(double fps)
      : period_(std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(fps > 0 ? 1 / fps : 0))) {}

  [[nodiscard]] bool keep(Time captured) {
    // A quarter of a period early still counts: real capture times jitter.
    if (captured < next_ - period_ / 4 && captured >= last_) return false;
    last_ = captured;
    const bool continues = captured < next_ + period_ && captured >= next_ - period_;
    next_ = (continues ? next_ : captured) + period_;
    return true;
  }

 private:
  Time::duration period_;
  Time next_{};
  Time last_{};  // of the last frame kept: one before it means that time jumped back
};

/// Growing delays between attempts to connect: half a second doubled up to 15 seconds, each shortened by up to a half
/// so that many clients of one camera do not come back together.
class Retry {
 public:
  using Duration = std::chrono::milliseconds;

  /// `random` is in [0, 1), see random_share().
  [[nodiscard]] Duration next(double random) {
    const auto whole = next_;
    next_ = std::min(kMost, next_ * 2);
    return Duration{static_cast<Duration::rep>(static_cast<double>(whole.count()) * (1 - random / 2))};
  }
  void reset() { next_ = kFirst; }

 private:
  static constexpr Duration kFirst{500};
  static constexpr Duration kMost{15'000};
  Duration next_ = kFirst;
};

/// In [0, 1). Any thread.
inline double random_share() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<>{0, 1}(engine);
}

}  // namespace skyline::cli
