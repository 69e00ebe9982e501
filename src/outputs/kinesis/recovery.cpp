// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/recovery.hpp"

#include <utility>

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstDelay = 500ms;
constexpr auto kMostDelay = 15s;
constexpr auto kFirstSlowDelay = 5s;
constexpr auto kMostSlowDelay = 60s;
constexpr auto kTolerableSkew = 2s;  // the service's Date has whole seconds
constexpr int kAskAgainAfter = 2;    // failures, whatever they are: the endpoint may have moved

}  // namespace

Recovery::Recovery(std::string name, const std::function<double()>& random)
    : name_(std::move(name)),
      backoff_(kFirstDelay, kMostDelay, random),
      slow_backoff_(kFirstSlowDelay, kMostSlowDelay, random) {}

void Recovery::reset() {
  backoff_.reset();
  slow_backoff_.reset();
  retry_at_ = {};
  failures_in_a_row_ = 0;
}

Recovery::Steps Recovery::apply(Remedy remedy, const std::string& why, Moment now, std::optional<SystemTime> date) {
  Steps steps;
  ++failures_in_a_row_;
  switch (remedy) {
    case Remedy::kRetry:
      steps.forget_stream = failures_in_a_row_ % kAskAgainAfter == 0;
      wait(backoff_, KvsState::kRetrying, why, now.steady);
      break;
    case Remedy::kDescribe:
      steps.forget_stream = true;
      wait(backoff_, KvsState::kRetrying, why, now.steady);
      break;
    case Remedy::kRefreshKeys:
      steps.refresh_keys = true;
      wait(backoff_, KvsState::kWaitingForCredentials, why, now.steady);
      break;
    case Remedy::kSetClock:
      if (set_clock(now.system, date)) {
        wait(backoff_, KvsState::kRetrying, why, now.steady);
        retry_at_ = now.steady;
      } else {
        steps.refresh_keys = true;  // a wrong secret key gives the same answer
        wait(slow_backoff_, KvsState::kRejected, why, now.steady);
      }
      break;
    case Remedy::kSkip:
    case Remedy::kRetryOnce:
      wait(backoff_, KvsState::kRetrying, why, now.steady);
      retry_at_ = now.steady;
      break;
    case Remedy::kReject:
      steps.forget_stream = true;
      wait(slow_backoff_, KvsState::kRejected, why, now.steady);
      break;
  }
  return steps;
}

void Recovery::wait(Backoff& backoff, KvsState state, const std::string& why, SteadyTime now) {
  const auto delay = backoff.next();
  retry_at_ = now + delay;
  state_ = state;
  if (why != error_ || failures_in_a_row_ == 1) {
    error_ = why;
    say(why, delay);
  }
}

void Recovery::say(const std::string& why, std::chrono::milliseconds delay) {
  if (std::uint64_t held_back = 0; log_.allow(held_back)) {
    log::warn("kinesis", "{}: {}; tried again within {} ms ({} lines were held back)", name_, why, delay.count(),
              held_back);
  } else {
    log::debug("kinesis", "{}: {}", name_, why);
  }
}

bool Recovery::set_clock(SystemTime ours, std::optional<SystemTime> service) {
  if (!service) return false;
  const auto skew = std::chrono::duration_cast<std::chrono::milliseconds>(*service - ours);
  const auto change = skew - clock_skew_;
  if (change < kTolerableSkew && change > -kTolerableSkew) return false;
  clock_skew_ = skew;
  log::warn("kinesis", "{}: the service's clock is {} ms ahead of ours; signatures follow it. Set this machine's clock",
            name_, skew.count());
  return true;
}

void Recovery::not_ready(SteadyTime now) { retry_at_ = now + backoff_.next(); }

void Recovery::succeeded() {
  backoff_.reset();
  slow_backoff_.reset();
  failures_in_a_row_ = 0;
  state_ = KvsState::kSending;
  if (!std::exchange(error_, {}).empty()) log::info("kinesis", "{}: the service takes media again", name_);
}

}  // namespace skyline::kinesis
