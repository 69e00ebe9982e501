// SPDX-License-Identifier: Apache-2.0
#include "media/scratch.hpp"

#include <memory>
#include <new>

namespace skyline {
namespace {

constexpr std::align_val_t kAlignment{64};
constexpr int kPatience = 64;

struct Free {
  void operator()(std::uint8_t* memory) const { ::operator delete(memory, kAlignment); }
};

struct Scratch {
  std::unique_ptr<std::uint8_t, Free> memory;
  std::size_t size = 0;
  int oversized = 0;  // calls in a row that needed less than a quarter

  void resize(std::size_t bytes) {
    size = 0;
    memory.reset();
    oversized = 0;
    if (bytes == 0) return;
    memory.reset(static_cast<std::uint8_t*>(::operator new(bytes, kAlignment, std::nothrow)));
    if (memory) size = bytes;
  }
};

Scratch& scratch() {
  static thread_local Scratch instance;
  return instance;
}

}  // namespace

std::uint8_t* thread_scratch(std::size_t bytes) noexcept {
  auto& held = scratch();
  held.oversized = bytes < held.size / 4 ? held.oversized + 1 : 0;
  if (bytes > held.size || held.oversized > kPatience) held.resize(bytes);
  return bytes == 0 ? nullptr : held.memory.get();
}

std::size_t thread_scratch_held() noexcept { return scratch().size; }

}  // namespace skyline
