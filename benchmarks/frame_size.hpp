// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace bench {

inline constexpr int kWidth = 1280;
inline constexpr int kHeight = 720;
inline constexpr std::size_t kFrameBytes = std::size_t{3} * kWidth * kHeight;

/// Of BGR frames that do not have the scene's own size.
struct FrameSize {
  int width;
  int height;
  [[nodiscard]] std::size_t bytes() const {
    return std::size_t{3} * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
};

}  // namespace bench
