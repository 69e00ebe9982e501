// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

#include "emulator/arguments.hpp"
#include "emulator/selection.hpp"

namespace skyline::emulator {

/// What GetHLSStreamingSessionURL asks for.
struct HlsSettings {
  enum class Mode { kLive, kLiveReplay, kOnDemand };
  enum class Discontinuities { kAlways, kNever, kWhenThereAre };

  Mode mode = Mode::kLive;
  Clock clock = Clock::kServer;
  TimeRange range;
  bool transport_stream = false;  ///< MPEG-TS instead of fragmented MP4
  Discontinuities discontinuities = Discontinuities::kAlways;
  bool show_times = false;  ///< a playlist says when each fragment began
  std::chrono::seconds life{300};
  std::size_t most_fragments = 5;  ///< of a playlist
};

/// Throws ServiceError(InvalidArgumentException) where the service does.
[[nodiscard]] HlsSettings read_hls_settings(const Arguments& request, std::int64_t now_ms);

/// The time range of a selector with FragmentSelectorType and TimestampRange, checked as for a player: at most 24
/// hours, begun before it ends, over by now when it means the server's clock.
[[nodiscard]] TimeRange read_player_range(const Arguments& selector, Clock clock, bool may_be_open,
                                          std::int64_t now_ms);
[[nodiscard]] std::optional<Clock> read_clock(const Arguments& selector);

}  // namespace skyline::emulator
