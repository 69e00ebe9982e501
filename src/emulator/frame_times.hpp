// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace skyline::emulator {

struct FrameTime {
  std::int64_t pts = 0;
  std::int64_t dts = 0;
  std::int64_t duration = 0;
  bool operator==(const FrameTime&) const = default;
};

/// Decoding times and durations for the frames of one track, given in decoding order by their time of presentation,
/// which is all that Matroska has. Decoding times rise by at least 1, and none is later than its frame's time of
/// presentation: frames that say otherwise are moved. The last frame lasts until `end`.
[[nodiscard]] std::vector<FrameTime> frame_times(const std::vector<std::int64_t>& pts, std::int64_t end);

}  // namespace skyline::emulator
