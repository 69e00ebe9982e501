// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/refresh_plan.hpp"

#include <algorithm>

namespace skyline::kinesis {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// A provider may give the same keys until shortly before their end.
constexpr seconds kLeastDelay{5};
// Refusals that far apart have nothing to do with each other.
constexpr minutes kCalm{10};

}  // namespace

nanoseconds refresh_margin(nanoseconds life, double random) {
  const nanoseconds margin = std::max<nanoseconds>(minutes{5}, life / 5);
  const auto jitter = static_cast<nanoseconds::rep>(static_cast<double>(margin.count()) * random / 10);
  return std::min(margin + nanoseconds{jitter}, life / 2);
}

RefreshPlan::RefreshPlan(std::function<double()> random)
    : random_(std::move(random)),
      failures_(seconds{1}, minutes{1}, random_),
      refusals_(seconds{5}, minutes{5}, random_) {}

void RefreshPlan::fetched(std::optional<nanoseconds> life, Moment now) {
  failures_.reset();
  if (!life) {
    due_ = {WallTime::max(), SteadyTime::max()};
  } else {
    due_in(std::max<nanoseconds>(*life - refresh_margin(*life, random_()), kLeastDelay), now);
  }
}

void RefreshPlan::failed(Moment now) { due_in(failures_.next(), now); }

void RefreshPlan::refused(Moment now) {
  const bool again = last_refusal_ && now.steady - *last_refusal_ < kCalm;
  last_refusal_ = now.steady;
  if (again) {
    due_in(refusals_.next(), now);
  } else {
    refusals_.reset();
    due_ = {};
  }
}

nanoseconds RefreshPlan::wait(Moment now) const {
  if (due(now)) return nanoseconds{0};
  const auto most = std::chrono::hours{24};  // the difference to the end of time would not fit
  return std::min<nanoseconds>(due_.steady > now.steady + most ? most : due_.steady - now.steady,
                               due_.wall > now.wall + most ? most : due_.wall - now.wall);
}

void RefreshPlan::due_in(nanoseconds delay, Moment now) {
  const auto most = std::min<nanoseconds>(delay, std::chrono::hours{24 * 365});  // what clocks can hold
  due_ = {now.wall + most, now.steady + most};
}

}  // namespace skyline::kinesis
