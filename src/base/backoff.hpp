// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace skyline {

/// Delays between attempts: doubled from `first` to `most`, each drawn evenly between half and all of it so that
/// many clients do not come back together. One thread.
class Backoff {
 public:
  using Duration = std::chrono::milliseconds;
  /// `random` gives numbers in [0, 1).
  Backoff(Duration first, Duration most, std::function<double()> random)
      : first_(first), most_(most), next_(first), random_(std::move(random)) {}

  [[nodiscard]] Duration next() {
    const auto whole = next_;
    next_ = std::min(most_, next_ * 2);
    return whole / 2 + Duration{static_cast<Duration::rep>(static_cast<double>(whole.count()) / 2 * random_())};
  }
  void reset() { next_ = first_; }

 private:
  Duration first_;
  Duration most_;
  Duration next_;
  std::function<double()> random_;
};

/// A source for Backoff, seeded from the system.
[[nodiscard]] std::function<double()> system_random();

}  // namespace skyline
