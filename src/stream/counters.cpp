// SPDX-License-Identifier: Apache-2.0
#include "stream/counters.hpp"

#include <algorithm>

namespace skyline {

void StageCounter::add(std::chrono::nanoseconds time) {
  total_ns_.fetch_add(std::max<std::int64_t>(0, time.count()), std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
}

StageTime StageCounter::snapshot() const {
  return {.count = count_.load(std::memory_order_relaxed),
          .total = std::chrono::nanoseconds{total_ns_.load(std::memory_order_relaxed)}};
}

PutResult Counters::book(PutResult result) {
  switch (result) {
    case PutResult::kStopped: ++after_stop; return result;
    case PutResult::kWarmingUp: ++warming_up; break;
    case PutResult::kNotWanted: ++not_wanted; break;
    case PutResult::kFailed: ++failed; break;
    case PutResult::kReplacedOlder: ++replaced; break;  // the older one
    case PutResult::kEncoding: break;
  }
  ++put;
  return result;
}

void Counters::set_encoder(const std::string& element) {
  const std::lock_guard lock(mutex_);
  encoder_ = element;
}

void Counters::set_error(const std::string& text) {
  const std::lock_guard lock(mutex_);
  last_error_ = text;
}

Stats Counters::snapshot() const {
  Stats stats;
  stats.frames_encoded = encoded;
  stats.frames_warming_up = warming_up;
  stats.frames_not_wanted = not_wanted;
  stats.frames_replaced = replaced;
  stats.frames_failed = failed;
  stats.frames_after_stop = after_stop;
  // Last, so that what is booked meanwhile shows as pending, not as less than nothing.
  stats.frames_put = put;
  const auto through = stats.frames_encoded + stats.frames_warming_up + stats.frames_not_wanted +
                       stats.frames_replaced + stats.frames_failed;
  stats.frames_pending = stats.frames_put - std::min(through, stats.frames_put);
  stats.stills_encoded = stills;
  stats.units = units;
  stats.key_units = key_units;
  stats.bytes = bytes;
  stats.encoder_restarts = encoder_restarts;
  stats.stages = {.convert = convert.snapshot(),
                  .wait = wait.snapshot(),
                  .encode = encode.snapshot(),
                  .capture_to_unit = capture_to_unit.snapshot()};
  stats.fps = fps;
  stats.width = width;
  stats.height = height;
  const std::lock_guard lock(mutex_);
  stats.encoder = encoder_;
  stats.last_error = last_error_;
  return stats;
}

}  // namespace skyline
