// SPDX-License-Identifier: Apache-2.0
#include "fork_guard.hpp"

#include <pthread.h>

#include <atomic>
#include <mutex>

#include "errors.hpp"

namespace skyline::python {
namespace {

// Read and written in a child right after fork(): nothing but lock-free atomics.
std::atomic<bool> used{false};
std::atomic<bool> forked{false};

void note_fork() {
  if (used) forked = true;
}

}  // namespace

void enter() {
  if (forked) {
    throw ForkError(
        "this process was forked from one that used skyline already, and its threads stayed there; start processes "
        "with multiprocessing's \"spawn\" method, or use skyline after the fork only");
  }
  static std::once_flag once;
  std::call_once(once, [] { pthread_atfork(nullptr, nullptr, &note_fork); });
  used = true;
}

bool in_use() { return used; }

bool forked_while_in_use() { return forked; }

}  // namespace skyline::python
