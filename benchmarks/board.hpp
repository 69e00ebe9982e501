// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "shared_memory.hpp"

namespace bench {

/// What the processes of one run tell each other. All fields are lock-free atomics in shared memory.
struct Board {
  enum Phase : int { kWarmUp, kMeasure, kDone };
  static constexpr std::size_t kRemembered = 4096;

  std::atomic<int> phase;
  std::atomic<int> port;     ///< of the RTSP server; -1: the contender has none; 0: not ready yet
  std::atomic<int> playing;  ///< clients that have received something
  std::atomic<int> paused;   ///< the application does not put
  std::atomic<std::uint32_t> frames_put;
  std::array<std::atomic<std::int64_t>, kRemembered> put_at;  ///< start of put() by frame number, modulo its size

  [[nodiscard]] bool measuring() const { return phase.load() == kMeasure; }
  [[nodiscard]] bool done() const { return phase.load() == kDone; }
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);
static_assert(offsetof(Board, frames_put) == 16, "benchmarks/python/board.py names these words in this order");

/// The board of this run: made by the parent, mapped by its children.
class BoardMemory {
 public:
  BoardMemory() : memory_(sizeof(Board)) {}
  explicit BoardMemory(int descriptor) : memory_(descriptor, sizeof(Board), SharedMemory::Access::kShared) {}
  [[nodiscard]] Board& board() const { return *static_cast<Board*>(memory_.data()); }
  [[nodiscard]] int descriptor() const { return memory_.descriptor(); }

 private:
  SharedMemory memory_;
};

}  // namespace bench
