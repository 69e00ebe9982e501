// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "base/backoff.hpp"
#include "outputs/kinesis/aws_time.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Now, on both clocks: the wall's may be set (a device without a battery starts in 1970), the other one stands still
/// while the machine sleeps.
struct Moment {
  WallTime wall;
  SteadyTime steady;
};

/// How long before their end keys with this much life are fetched again: five minutes, or a fifth of the life when
/// that is more, but never more than half of it. `random` of [0, 1) makes it up to a tenth more.
[[nodiscard]] std::chrono::nanoseconds refresh_margin(std::chrono::nanoseconds life, double random);

/// When keys are asked for: a value, no thread and no clock. Due at once at first.
class RefreshPlan {
 public:
  explicit RefreshPlan(std::function<double()> random);

  /// Keys came that live for so long; nothing: for ever.
  void fetched(std::optional<std::chrono::nanoseconds> life, Moment now);
  /// None came, or only such as have expired.
  void failed(Moment now);
  /// The service refused the keys. The first time they are fetched anew at once; a provider that goes on giving what is
  /// refused is asked less and less often.
  void refused(Moment now);
  /// The provider has other keys.
  void changed() { due_ = {}; }

  [[nodiscard]] bool due(Moment now) const { return now.steady >= due_.steady || now.wall >= due_.wall; }
  /// From now till it is due; zero when it is.
  [[nodiscard]] std::chrono::nanoseconds wait(Moment now) const;

 private:
  void due_in(std::chrono::nanoseconds delay, Moment now);

  std::function<double()> random_;
  Backoff failures_;
  Backoff refusals_;
  std::optional<SteadyTime> last_refusal_;
  Moment due_{};
};

}  // namespace skyline::kinesis
