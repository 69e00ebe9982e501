// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace skyline::emulator {

/// Sees to it that elements lie within each other before libwebm sees them: given piece by piece what reaches beyond
/// the element it is in, it ends the program with an assertion instead of an error.
class ElementGuard {
 public:
  /// Looks at the next bytes of a stream. Throws MediaError; what it throws on must not be parsed.
  void check(std::span<const std::uint8_t> bytes);

 private:
  enum class State { kId, kSize, kPayload };
  struct Open {
    std::uint64_t end = 0;  // of it or of what it is in, whichever is first
    bool sized = true;
  };

  void take(std::uint8_t byte);
  void begin_number(std::uint8_t byte);
  void end_of_head();
  void close_ended();
  [[nodiscard]] std::uint64_t bound() const;

  State state_ = State::kId;
  std::uint64_t position_ = 0;
  std::uint64_t number_ = 0;  // that is being read
  unsigned left_ = 0;         // bytes of it that are to come
  bool unknown_ = true;       // all bits of it are set so far
  std::uint64_t id_ = 0;
  std::uint64_t payload_ = 0;  // bytes of it that are to come
  std::vector<Open> open_;     // outermost first
};

}  // namespace skyline::emulator
