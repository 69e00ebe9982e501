// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace bench {

inline constexpr int kWidth = 1280;
inline constexpr int kHeight = 720;
inline constexpr std::size_t kFrameBytes = std::size_t{3} * kWidth * kHeight;

}  // namespace bench
