// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace skyline::test {

/// Memory that ends right before a page nobody may touch, or begins right behind one: a read or write past it ends
/// the program, also from code that no sanitizer sees into, such as libyuv's assembly.
class GuardedMemory {
 public:
  enum class Guard { kBehind, kBefore };
  explicit GuardedMemory(std::size_t size, Guard guard = Guard::kBehind);
  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;
  ~GuardedMemory();

  [[nodiscard]] std::uint8_t* data() { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  std::size_t mapped_ = 0;
  void* pages_ = nullptr;
  std::uint8_t* data_ = nullptr;
};

/// While one lives, over-aligned allocations (those of pictures and scratch) of this thread fail. All others made by
/// this program are guarded at their end.
class NoAlignedMemory {
 public:
  NoAlignedMemory();
  NoAlignedMemory(const NoAlignedMemory&) = delete;
  NoAlignedMemory& operator=(const NoAlignedMemory&) = delete;
  ~NoAlignedMemory();
};

}  // namespace skyline::test
