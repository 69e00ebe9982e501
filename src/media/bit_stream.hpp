// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "media/h264.hpp"

namespace skyline::h264 {

/// The raw byte sequence payload of a NAL unit: without header byte and without emulation prevention.
[[nodiscard]] std::vector<std::uint8_t> payload_of(Bytes nal);

/// Reads the syntax elements of a parameter set. Reads past the end give zeros and make ok() false for good.
class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t position() const { return position_; }

  std::uint32_t bits(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 1U | bit();
    return value;
  }

  bool flag() { return bit() != 0; }

  std::uint32_t ue() {
    int zeros = 0;
    while (ok_ && bit() == 0) {
      if (++zeros > 31) ok_ = false;
    }
    return ok_ ? (1U << static_cast<unsigned>(zeros)) - 1 + bits(zeros) : 0;
  }

  /// A value the standard bounds; anything larger makes the whole invalid.
  int ue_upto(std::uint32_t most) {
    const auto value = ue();
    if (value <= most) return static_cast<int>(value);
    ok_ = false;
    return 0;
  }

  std::int64_t se() {
    const std::int64_t code = ue();
    return (code & 1) != 0 ? (code + 1) / 2 : -(code / 2);
  }

 private:
  std::uint32_t bit() {
    if (position_ >= bytes_.size() * 8) ok_ = false;
    if (!ok_) return 0;
    const auto byte = bytes_[position_ / 8];
    const auto shift = static_cast<unsigned>(7 - position_ % 8);
    ++position_;
    return (byte >> shift) & 1U;
  }

  Bytes bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

/// Writes syntax elements.
class BitWriter {
 public:
  void bits(std::uint32_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bit(((value >> static_cast<unsigned>(i)) & 1U) != 0);
  }
  void ue(std::uint32_t value) {
    int length = 0;
    for (auto rest = value + 1; rest > 1; rest >>= 1U) ++length;
    bits(0, length);
    bits(value + 1, length + 1);
  }
  /// Copies bits [begin, end) of another payload.
  void copy(Bytes from, std::size_t begin, std::size_t end) {
    for (auto i = begin; i < end; ++i) bit((from[i / 8] >> (7 - i % 8) & 1U) != 0);
  }
  /// The NAL unit, with the trailing bits and emulation prevention added.
  [[nodiscard]] std::vector<std::uint8_t> nal(std::uint8_t header);

 private:
  void bit(bool value) {
    if (used_ % 8 == 0) bytes_.push_back(0);
    if (value) bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | 0x80U >> used_ % 8);
    ++used_;
  }

  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

}  // namespace skyline::h264
