// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "skyline/frame.hpp"

namespace skyline {

/// Larger frames are refused: 8K (7680 x 4320) and the largest H.264 pictures fit.
inline constexpr int kMaxExtent = 8192;

/// Longer rows are refused, in bytes and either way: libyuv computes twice the stride in an int.
inline constexpr std::ptrdiff_t kMaxStride = std::ptrdiff_t{1} << 28;

struct PixelFormatInfo {
  PixelFormat format;
  std::string_view name;  ///< "bgr", as on the command line
  int planes;
  std::array<int, 3> bytes_per_sample;  ///< bytes from one sample of the plane to the next
  int chroma_shift;                     ///< planes after the first are 1 << chroma_shift times smaller, rounded up
};

[[nodiscard]] const PixelFormatInfo& info(PixelFormat format);

/// Empty when the view can be read; else what is wrong with it: planes missing, strides too small or too large either
/// way, sizes out of 1 to kMaxExtent, an enumerator out of range.
[[nodiscard]] std::string why_unusable(const FrameView& frame);

}  // namespace skyline
