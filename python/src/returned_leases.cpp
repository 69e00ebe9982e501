// SPDX-License-Identifier: Apache-2.0
#include "returned_leases.hpp"

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace skyline::python {
namespace {

struct Returned {
  std::mutex mutex;
  std::vector<Lease> leases;     // guarded by mutex; at most what the streams' slots and encoders held
  std::atomic<bool> any{false};  // so that those who never hand a frame over pay for no lock
};

// Never destroyed: the interpreter may be gone by then.
Returned& returned() {
  static auto* const instance = new Returned;
  return *instance;
}

}  // namespace

void return_lease(Lease lease) {
  const std::lock_guard lock(returned().mutex);
  returned().leases.push_back(std::move(lease));
  returned().any = true;
}

void end_returned_leases() {
  if (!returned().any) return;
  std::vector<Lease> ended;  // outlives the lock: its destructors call Python
  const std::lock_guard lock(returned().mutex);
  ended.swap(returned().leases);
  returned().any = false;
}

}  // namespace skyline::python
