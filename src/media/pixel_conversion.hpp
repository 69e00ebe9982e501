// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "media/picture.hpp"
#include "skyline/frame.hpp"

namespace skyline {

/// Memory to write to, in one of the two picture formats.
struct YuvTarget {
  PictureFormat format = PictureFormat::kI420;
  std::array<std::uint8_t*, 3> planes{};
  std::array<int, 3> strides{};
};

/// Writes the top left `width` x `height` pixels of a usable frame, without scaling. Odd sizes have their chroma
/// rounded up; with a target of kNv12 both must be even.
void convert_pixels(const FrameView& frame, int width, int height, const YuvTarget& target) noexcept;

}  // namespace skyline
