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
constexpr int kAtOnce = 2;           // failures that are about one fragment; when all fail there is no hurry
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
  bool at_once = false;
  ++failures_in_a_row_;
  switch (remedy) {
    case Remedy::kRetry: steps.forget_stream = failures_in_a_row_ % kAskAgainAfter == 0; break;
    case Remedy::kDescribe: steps.forget_stream = true; break;
    case Remedy::kRefreshKeys: steps.refresh_keys = true; break;
    case Remedy::kSetClock:
      at_once = set_clock(now.system, date);
      steps.refresh_keys = !at_once;  // a wrong secret key gives the same answer
      break;
    case Remedy::kSkip:
    case Remedy::kRetryOnce: at_once = failures_in_a_row_ <= kAtOnce; break;
    case Remedy::kReject: steps.forget_stream = true; break;
  }
  const bool refused = remedy == Remedy::kReject || (remedy == Remedy::kSetClock && !at_once);
  state_ = refused                          ? KvsState::kRejected
           : remedy == Remedy::kRefreshKeys ? KvsState::kWaitingForCredentials
                                            : KvsState::kRetrying;
  const auto delay = at_once ? 0ms : (refused ? slow_backoff_ : backoff_).next();
  retry_at_ = now.steady + delay;
  if (std::exchange(error_, why) != why || !told_) say(why, delay);
  return steps;
}

void Recovery::say(const std::string& why, std::chrono::milliseconds delay) {
  if (std::uint64_t held_back = 0; log_.allow(held_back)) {
    told_ = true;
    const auto more = held_back > 0 ? fmt::format("; {} such lines were held back", held_back) : std::string{};
    log::warn("kinesis", "{}: {}; tried again in {} ms{}", name_, why, delay.count(), more);
  } else {
    log::debug("kinesis", "{}: {}; tried again in {} ms", name_, why, delay.count());
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
  const bool was_lost = !std::exchange(error_, {}).empty();
  // A loss that was too short to be told of is no recovery to tell of either.
  if (!std::exchange(reached_, true)) {
    log::info("kinesis", "{}: the service takes media", name_);
  } else if (was_lost && told_) {
    log::info("kinesis", "{}: the service takes media again", name_);
  }
  told_ = false;
}

}  // namespace skyline::kinesis
