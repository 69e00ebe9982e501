// SPDX-License-Identifier: Apache-2.0
#include "guarded_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

namespace {

thread_local bool no_memory = false;

std::size_t page() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

std::size_t whole_pages(std::size_t size) { return (size + page() - 1) / page() * page(); }

std::uint8_t* map(std::size_t size) {
  auto* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::uint8_t*>(memory);
}

std::uint8_t* page_of(void* memory) {
  auto* const bytes = static_cast<std::uint8_t*>(memory);
  return bytes - reinterpret_cast<std::uintptr_t>(bytes) % page();
}

// A page that holds the length, the pages whose end is the memory's end, a forbidden page.
void* allocate(std::size_t size, std::size_t alignment) {
  if (no_memory) throw std::bad_alloc();
  const auto rounded = (size + alignment - 1) / alignment * alignment;
  const auto length = whole_pages(rounded) + 2 * page();
  auto* const pages = map(length);
  *reinterpret_cast<std::size_t*>(pages) = length;
  mprotect(pages + length - page(), page(), PROT_NONE);
  return pages + length - page() - rounded;
}

void release(void* memory) noexcept {
  if (memory == nullptr) return;
  auto* const pages = page_of(memory) - page();
  munmap(pages, *reinterpret_cast<std::size_t*>(pages));
}

}  // namespace

void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t& /*tag*/) noexcept try {
  return allocate(size, static_cast<std::size_t>(alignment));
} catch (const std::bad_alloc&) {
  return nullptr;
}
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { release(memory); }
void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/, const std::nothrow_t& /*tag*/) noexcept {
  release(memory);
}

namespace skyline::test {

GuardedMemory::GuardedMemory(std::size_t size, Guard guard) : size_(size), mapped_(whole_pages(size) + page()) {
  auto* const pages = map(mapped_);
  pages_ = pages;
  const bool behind = guard == Guard::kBehind;
  mprotect(behind ? pages + mapped_ - page() : pages, page(), PROT_NONE);
  data_ = behind ? pages + mapped_ - page() - size : pages + page();
}

GuardedMemory::~GuardedMemory() { munmap(pages_, mapped_); }

NoAlignedMemory::NoAlignedMemory() { no_memory = true; }
NoAlignedMemory::~NoAlignedMemory() { no_memory = false; }

}  // namespace skyline::test
