// SPDX-License-Identifier: Apache-2.0
#include "emulator/position_screen.hpp"

#include <algorithm>
#include <bit>

namespace skyline::emulator {
namespace {

constexpr std::uint64_t kSegment = 0x18538067;
constexpr std::uint64_t kCluster = 0x1F43B675;
constexpr std::uint8_t kPosition = 0xA7;
constexpr std::uint8_t kVoid = 0xEC;

}  // namespace

void PositionScreen::pass(std::span<std::uint8_t> bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (state_ == State::kLost) return;  // what libwebm will refuse anyway
    if (state_ == State::kPayload) {
      const auto skipped = std::min<std::uint64_t>(payload_, bytes.size() - at);
      payload_ -= skipped;
      at += static_cast<std::size_t>(skipped);
      if (payload_ == 0) state_ = State::kId;
      continue;
    }
    take(bytes[at++]);
  }
}

void PositionScreen::take(std::uint8_t& byte) {
  const bool first = left_ == 0;
  if (first) {
    if (byte == 0) {
      state_ = State::kLost;
      return;
    }
    begin_number(byte, state_ == State::kId);
    if (state_ == State::kId && byte == kPosition) byte = kVoid;
  } else {
    number_ = number_ << 8U | byte;
    unknown_ = unknown_ && byte == 0xFF;
    --left_;
  }
  if (left_ > 0) return;
  if (state_ == State::kId) {
    id_ = number_;
    state_ = State::kSize;
  } else {
    end_of_head();
  }
}

// The number of leading zeros says how many bytes follow; of a size the marker does not belong to the number.
void PositionScreen::begin_number(std::uint8_t byte, bool keep_marker) {
  left_ = static_cast<unsigned>(std::countl_zero(byte));
  const auto rest = static_cast<std::uint8_t>(byte & (0x7FU >> left_));
  unknown_ = rest == (0x7FU >> left_);
  number_ = keep_marker ? byte : rest;
}

void PositionScreen::end_of_head() {
  const bool descend = id_ == kSegment || id_ == kCluster;
  if (unknown_ && !descend) {
    state_ = State::kLost;
    return;
  }
  payload_ = descend ? 0 : number_;
  state_ = payload_ > 0 ? State::kPayload : State::kId;
}

}  // namespace skyline::emulator
