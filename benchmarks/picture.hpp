// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench {

/// The luma of a decoded sample.
struct Luma {
  int width = 0;
  int height = 0;
  bool bt709 = false;  ///< the matrix its stream declares
  std::vector<std::uint8_t> pixels;
};

/// The number drawn into a decoded sample; nothing when it cannot be read.
[[nodiscard]] std::optional<std::uint32_t> number_of(GstSample* sample);
/// Throws when the sample is not 8-bit 4:2:0.
[[nodiscard]] Luma luma_of(GstSample* sample);
/// What the luma of a BGR frame of the scene's size should be, exactly.
[[nodiscard]] std::vector<std::uint8_t> exact_luma(std::uint8_t* pixels, bool bt709);

/// SSIM of two files of 8-bit gray frames of the scene's size, by ffmpeg. Throws when ffmpeg is not installed.
[[nodiscard]] double ssim_of_files(const std::string& got, const std::string& want);

}  // namespace bench
