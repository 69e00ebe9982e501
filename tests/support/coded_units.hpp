// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "skyline/output.hpp"

namespace skyline::test {

/// Units that were encoded once, with frame codes 0, 1, 2 ... in the picture, a key unit every `gop`; their times are
/// `interval` apart and all in the past.
class CodedUnits {
 public:
  CodedUnits(int count, int gop, std::chrono::milliseconds interval, int width = 160, int height = 96);

  [[nodiscard]] std::size_t size() const { return units_.size(); }
  [[nodiscard]] const UnitPtr& operator[](std::size_t index) const { return units_[index]; }
  /// Milliseconds since 1970 of that unit.
  [[nodiscard]] std::int64_t time_ms(std::size_t index) const;

 private:
  std::vector<UnitPtr> units_;
};

/// The frame codes of all pictures in a video file, in their order, as ffmpeg decodes them; 0xffffffff for one that
/// cannot be read.
[[nodiscard]] std::vector<std::uint32_t> frame_codes(const std::string& file, int width = 160, int height = 96);

}  // namespace skyline::test
