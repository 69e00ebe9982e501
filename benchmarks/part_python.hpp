// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parts.hpp"

namespace bench {

/// What the package for Python costs: put() against that of C++, a loop beside a stream, and the CPU of a process
/// against the old design in Python. What cannot be measured here is a line of the report.
void run_python(Bench& bench);

}  // namespace bench
