// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace skyline::test {

/// A number in the top left corner of a picture that machines can read after lossy encoding and scaling: two rows of
/// twenty black and white cells, each a fortieth of the width, carrying 32 bits and a checksum.
///
/// `pixel_bytes` is 3 for BGR, 4 for BGRA, 1 for gray or for the luma plane of NV12 and I420. Pictures have to be at
/// least this large.
inline constexpr int kFrameCodeMinWidth = 160;
inline constexpr int kFrameCodeMinHeight = 16;

/// Throws std::invalid_argument when the picture is too small for the code.
void draw_frame_code(std::uint8_t* pixels, std::ptrdiff_t stride, int width, int height, int pixel_bytes,
                     std::uint32_t number);

/// The number, read from the first byte of each pixel. Nothing when a cell is neither black nor white, or the
/// checksum (8 bits; it finds any two wrong cells side by side) does not fit.
[[nodiscard]] std::optional<std::uint32_t> read_frame_code(const std::uint8_t* pixels, std::ptrdiff_t stride, int width,
                                                           int height, int pixel_bytes = 1);

}  // namespace skyline::test
