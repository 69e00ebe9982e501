// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parts.hpp"

namespace bench {

/// What sending to Kinesis Video Streams costs beside encoding.
void run_kinesis(Bench& bench);

}  // namespace bench
