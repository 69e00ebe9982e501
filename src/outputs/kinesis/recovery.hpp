// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/backoff.hpp"
#include "base/log.hpp"
#include "outputs/kinesis/verdict.hpp"
#include "skyline/kvs_stats.hpp"

namespace skyline::kinesis {

/// What the sender does after a failure, and when: never nothing, never at once for ever. Delays grow, are jittered and
/// capped, and begin small again once the service has kept something. Times come in as arguments; one thread.
class Recovery {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using SystemTime = std::chrono::system_clock::time_point;
  struct Moment {
    SteadyTime steady;
    SystemTime system;
  };

  /// `name` is the stream's, for log lines; `random` gives numbers in [0, 1).
  Recovery(std::string name, const std::function<double()>& random);

  /// As after a start: no delay.
  void reset();

  /// What else the sender has to do.
  struct Steps {
    bool forget_stream = false;  ///< describe it again, ask for its endpoint again
    bool refresh_keys = false;
  };
  /// `date`: the service's clock at that moment, when it told it.
  [[nodiscard]] Steps apply(Remedy remedy, const std::string& why, Moment now, std::optional<SystemTime> date);
  /// No answer, or a broken connection.
  [[nodiscard]] Steps lost(const std::string& why, Moment now) { return apply(Remedy::kRetry, why, now, std::nullopt); }
  /// The service is at work on it; asked again soon.
  void not_ready(SteadyTime now);
  /// The next attempt is due now.
  void hurry() { retry_at_ = {}; }
  /// The service has kept a fragment.
  void succeeded();

  [[nodiscard]] SteadyTime retry_at() const { return retry_at_; }
  /// Since the service has kept a fragment.
  [[nodiscard]] int failures_in_a_row() const { return failures_in_a_row_; }
  [[nodiscard]] KvsState state() const { return state_; }
  void set_state(KvsState state) { state_ = state; }
  [[nodiscard]] const std::string& error() const { return error_; }
  void set_error(const std::string& error) { error_ = error; }
  /// The service's clock minus ours.
  [[nodiscard]] std::chrono::milliseconds clock_skew() const { return clock_skew_; }

 private:
  [[nodiscard]] bool set_clock(SystemTime ours, std::optional<SystemTime> service);
  void say(const std::string& why, std::chrono::milliseconds delay);

  const std::string name_;
  Backoff backoff_;
  Backoff slow_backoff_;  // after a refusal
  SteadyTime retry_at_;
  KvsState state_ = KvsState::kStopped;
  std::string error_;
  int failures_in_a_row_ = 0;
  std::chrono::milliseconds clock_skew_{0};
  bool reached_ = false;  // the service has kept something, ever
  bool told_ = false;     // the log has a line of the failure that goes on
  log::RateLimit log_{std::chrono::seconds{30}};
};

}  // namespace skyline::kinesis
