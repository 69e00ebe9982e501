// SPDX-License-Identifier: Apache-2.0
#include "emulator/element_guard.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "emulator/mkv_parser.hpp"

namespace skyline::emulator {
namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
constexpr unsigned kLongestId = 4;
constexpr std::size_t kDeepest = 16;
constexpr std::uint64_t kSegment = 0x18538067;
constexpr std::uint64_t kCluster = 0x1F43B675;

// What stands directly in a segment: it ends a cluster of unknown size.
constexpr std::array<std::uint64_t, 8> kLevelOne{kCluster,   0x114D9B74, 0x1549A966, 0x1654AE6B,
                                                 0x1254C367, 0x1C53BB6B, 0x1043A770, 0x1941A469};
// The other elements that hold elements and that libwebm looks into.
constexpr std::array<std::uint64_t, 26> kHolders{
    0x1A45DFA3, kSegment, 0x4DBB, 0xAE,   0xE0,   0xE1,   0x7373, 0x63C0, 0x67C8, 0xA0, 0x75A1, 0xA6, 0x8E,
    0xE8,       0x55B0,   0x55D0, 0x7670, 0x6D80, 0x6240, 0x5035, 0x47E7, 0xBB,   0xB7, 0x45B9, 0xB6, 0x80};

bool is_one_of(const auto& ids, std::uint64_t id) { return std::ranges::find(ids, id) != ids.end(); }

}  // namespace

void ElementGuard::check(std::span<const std::uint8_t> bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (state_ != State::kPayload) {
      take(bytes[at++]);
      continue;
    }
    const auto skipped = std::min<std::uint64_t>(payload_, bytes.size() - at);
    payload_ -= skipped;
    position_ += skipped;
    at += static_cast<std::size_t>(skipped);
    if (payload_ > 0) continue;
    state_ = State::kId;
    close_ended();
  }
}

std::uint64_t ElementGuard::bound() const { return open_.empty() ? kNever : open_.back().end; }

void ElementGuard::take(std::uint8_t byte) {
  if (position_ >= bound()) throw MediaError(kInvalidMkvData, "an element reaches beyond the one it is in");
  ++position_;
  if (left_ == 0) {
    begin_number(byte);
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
void ElementGuard::begin_number(std::uint8_t byte) {
  left_ = static_cast<unsigned>(std::countl_zero(byte));
  const bool is_id = state_ == State::kId;
  if (byte == 0 || (is_id && left_ >= kLongestId)) {
    throw MediaError(kInvalidMkvData, "an element's id or size is longer than Matroska has it");
  }
  const auto rest = static_cast<std::uint8_t>(byte & (0x7FU >> left_));
  unknown_ = rest == (0x7FU >> left_);
  number_ = is_id ? byte : rest;
}

void ElementGuard::end_of_head() {
  state_ = State::kId;
  if (is_one_of(kLevelOne, id_)) {
    while (open_.size() > 1 && !open_.back().sized) open_.pop_back();
  }
  const bool may_be_open = id_ == kSegment || id_ == kCluster;
  if (unknown_ && !may_be_open) throw MediaError(kInvalidMkvData, "an element of unknown size");
  const auto room = bound() - position_;
  if (!unknown_ && number_ > room) {
    throw MediaError(kInvalidMkvData, "an element reaches beyond the one it is in");
  }
  if (!may_be_open && !is_one_of(kLevelOne, id_) && !is_one_of(kHolders, id_)) {
    payload_ = number_;
    if (payload_ > 0) state_ = State::kPayload;
  } else {
    if (open_.size() >= kDeepest) throw MediaError(kInvalidMkvData, "elements are nested too deep");
    open_.push_back({.end = unknown_ ? bound() : position_ + number_, .sized = !unknown_});
  }
  close_ended();
}

void ElementGuard::close_ended() {
  while (!open_.empty() && open_.back().sized && state_ == State::kId && position_ == open_.back().end) {
    open_.pop_back();
  }
}

}  // namespace skyline::emulator
