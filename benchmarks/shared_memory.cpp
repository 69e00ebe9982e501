// SPDX-License-Identifier: Apache-2.0
#include "shared_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace bench {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

int make(std::size_t bytes) {
  const int descriptor = memfd_create("skyline_bench", 0);
  if (descriptor < 0) fail("memory shared with child processes");
  if (ftruncate(descriptor, static_cast<off_t>(bytes)) != 0) fail("memory shared with child processes");
  return descriptor;
}

}  // namespace

SharedMemory::SharedMemory(std::size_t bytes) : SharedMemory(make(bytes), bytes, Access::kShared) {}

SharedMemory::SharedMemory(int descriptor, std::size_t bytes, Access access)
    : descriptor_(descriptor),
      bytes_(bytes),
      data_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, access == Access::kShared ? MAP_SHARED : MAP_PRIVATE,
                 descriptor, 0)) {
  if (data_ == MAP_FAILED) fail("mapping memory shared with child processes");
}

SharedMemory::~SharedMemory() {
  munmap(data_, bytes_);
  close(descriptor_);
}

}  // namespace bench
