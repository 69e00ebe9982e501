// SPDX-License-Identifier: Apache-2.0
#include "media/fragmenter.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace skyline {
namespace {

using namespace std::chrono_literals;

// Smaller differences between the clocks are drift, which a step would make visible.
constexpr auto kJump = 500ms;

std::int64_t milliseconds_since_1970(std::chrono::system_clock::time_point time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

std::vector<Fragmenter::Placed> Fragmenter::add(const UnitPtr& unit) {
  std::vector<Placed> placed;
  if (unit->still && unit->key) {
    held_ = unit;
    return placed;
  }
  if (const auto still = std::exchange(held_, nullptr); still && !unit->key) {
    // A picture that is repeated was true until just now: after a long pause it goes right in front of its followers,
    // for a fragment must not be as long as the pause.
    place(still, std::max(still->pts, unit->pts - kShortest), placed);
  }
  place(unit, unit->pts, placed);
  return placed;
}

void Fragmenter::end() {
  begun_.reset();
  wants_key_ = false;
}

void Fragmenter::place(const UnitPtr& unit, SteadyTime pts, std::vector<Placed>& placed) {
  if (begun_ && !unit->key && pts - *begun_ > kLongest) end();
  if (!begun_ && !unit->key) {
    ++skipped_;
    wants_key_ = true;
    return;
  }
  Placed one{.unit = unit, .begins = begins(unit, pts)};
  if (one.begins) {
    begun_ = pts;
    config_ = unit->config;
    if (!anchored_ || clock_jumped(unit, pts)) {
      anchor(unit, pts);
      one.clock_went_back = anchor_ms_ <= last_ms_;
    }
  }
  one.time_ms = one.clock_went_back ? on_line(pts) : std::max(on_line(pts), last_ms_ + 1);
  last_ms_ = one.time_ms;
  wants_key_ = pts - *begun_ >= kAskAfter;
  placed.push_back(std::move(one));
}

bool Fragmenter::begins(const UnitPtr& unit, SteadyTime pts) const {
  return !begun_ || (unit->key && (pts - *begun_ >= kShortest || unit->config != config_ || clock_jumped(unit, pts)));
}

// A still that was moved keeps its distance between the clocks.
bool Fragmenter::clock_jumped(const UnitPtr& unit, SteadyTime pts) const {
  const auto told = milliseconds_since_1970(unit->capture_time + (pts - unit->pts));
  return std::abs(told - on_line(pts)) > kJump / 1ms;
}

std::int64_t Fragmenter::on_line(SteadyTime pts) const {
  return anchor_ms_ + std::chrono::floor<std::chrono::milliseconds>(pts - anchor_pts_).count();
}

void Fragmenter::anchor(const UnitPtr& unit, SteadyTime pts) {
  anchored_ = true;
  anchor_pts_ = pts;
  anchor_ms_ = milliseconds_since_1970(unit->capture_time + (pts - unit->pts));
}

}  // namespace skyline
