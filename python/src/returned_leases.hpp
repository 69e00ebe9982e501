// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "array.hpp"

namespace skyline::python {

/// Takes a lease from a thread without the GIL, which must not wait for it: the lease ends with the next call of
/// end_returned_leases().
void return_lease(Lease lease);

/// To be called with the GIL held.
void end_returned_leases();

}  // namespace skyline::python
