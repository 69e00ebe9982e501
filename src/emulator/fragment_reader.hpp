// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "emulator/fragment.hpp"

namespace skyline::emulator {

/// Tracks and frames of a file that holds one fragment; `base_ms` is added to their times. The rest of the Fragment is
/// left empty. Throws MediaError when it is not such a file.
[[nodiscard]] Fragment read_fragment(const Bytes& file, std::int64_t base_ms);

}  // namespace skyline::emulator
