// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace skyline::emulator {

/// Hides the Position elements of clusters from libwebm, byte by byte: it does not know them, since WebM has none, and
/// takes what it does not know for the end of a cluster of unknown size. AWS's own producer writes one into every
/// cluster. They become Void elements of the same length.
class PositionScreen {
 public:
  /// Changes the bytes in place; call it with all of a stream, in order.
  void pass(std::span<std::uint8_t> bytes);

 private:
  enum class State { kId, kSize, kPayload, kLost };

  void take(std::uint8_t& byte);
  void begin_number(std::uint8_t byte, bool keep_marker);
  void end_of_head();

  State state_ = State::kId;
  std::uint64_t number_ = 0;  // that is being read
  unsigned left_ = 0;         // bytes of it that are to come
  bool unknown_ = true;       // all bits of it are set so far
  std::uint64_t id_ = 0;
  std::uint64_t payload_ = 0;  // bytes of it that are to come
};

}  // namespace skyline::emulator
