// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "skyline/kvs.hpp"

namespace skyline::kinesis {

/// The settings when each is in its range; no credentials become the standard chain. Throws Error.
[[nodiscard]] KvsConfig checked_settings(KvsConfig config);

}  // namespace skyline::kinesis
