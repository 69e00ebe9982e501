// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parts.hpp"

namespace bench {

/// How fast a busy loop in Python is while a second thread of its process puts frames into a stream, against the same
/// loop alone, and against the loop beside a stream of another process: the rest is what the machine's cores share.
void run_loop(Bench& bench);

}  // namespace bench
