// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace bench {

/// Memory without a name that child processes inherit as a descriptor. Unmapped and closed on destruction.
class SharedMemory {
 public:
  enum class Access {
    kShared,   ///< every process sees what another writes
    kPrivate,  ///< writes stay in this process
  };
  /// Makes new memory, zeroed.
  explicit SharedMemory(std::size_t bytes);
  /// Maps inherited memory.
  SharedMemory(int descriptor, std::size_t bytes, Access access);
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory();

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] void* data() const { return data_; }

 private:
  int descriptor_;
  std::size_t bytes_;
  void* data_;
};

}  // namespace bench
