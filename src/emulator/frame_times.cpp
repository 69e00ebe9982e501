// SPDX-License-Identifier: Apache-2.0
#include "emulator/frame_times.hpp"

#include <algorithm>

namespace skyline::emulator {

std::vector<FrameTime> frame_times(const std::vector<std::int64_t>& pts, std::int64_t end) {
  // The n-th frame to be decoded takes the n-th time of presentation, all of them moved back by what the most
  // reordered frame needs. Without B-frames that is nothing.
  auto dts = pts;
  std::sort(dts.begin(), dts.end());
  std::int64_t delay = 0;
  for (std::size_t i = 0; i < pts.size(); ++i) delay = std::max(delay, dts[i] - pts[i]);

  std::vector<FrameTime> times(pts.size());
  for (std::size_t i = 0; i < pts.size(); ++i) {
    times[i].dts = i == 0 ? dts[i] - delay : std::max(dts[i] - delay, times[i - 1].dts + 1);
    times[i].pts = std::max(pts[i], times[i].dts);
    if (i > 0) times[i - 1].duration = times[i].dts - times[i - 1].dts;
  }
  if (!times.empty()) times.back().duration = std::max<std::int64_t>(1, end - delay - times.back().dts);
  return times;
}

}  // namespace skyline::emulator
