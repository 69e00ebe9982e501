// SPDX-License-Identifier: Apache-2.0
#include "returned_leases.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace skyline::python {
namespace {

struct Returned {
  std::mutex mutex;
  std::vector<Lease> leases;  // guarded by mutex; at most what the streams' slots and encoders held
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
}

void end_returned_leases() {
  std::vector<Lease> ended;  // outlives the lock: its destructors call Python
  const std::lock_guard lock(returned().mutex);
  ended.swap(returned().leases);
}

}  // namespace skyline::python
