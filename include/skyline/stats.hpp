// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "skyline/kvs_stats.hpp"

namespace skyline {

struct OutputStats {
  std::string name;
  std::uint64_t units_written = 0;
  std::uint64_t bytes_written = 0;  ///< of those units; once, however many viewers there are
  std::uint64_t units_dropped = 0;  ///< its queue was full, or it waited for a key frame
  std::uint64_t failures = 0;       ///< times open() or write() failed; each is followed by a retry
  bool open = false;
  int viewers = 0;              ///< clients that play; 0 for outputs without any
  std::optional<KvsStats> kvs;  ///< of an output to Kinesis Video Streams
};

/// How often a part of the way was gone, and how long that took all in all. The mean of a time span is the difference
/// of `total` by the difference of `count` between its ends.
struct StageTime {
  std::uint64_t count = 0;
  std::chrono::nanoseconds total{0};
};

/// Where the time goes. `convert`, `wait` and `encode` follow each other without overlap.
struct StageTimes {
  StageTime convert;          ///< a frame into the encoder's layout; in put(), or for OwnedFrame beside it
  StageTime wait;             ///< a frame of which a unit is wanted, until the encoder was free; not those replaced
  StageTime encode;           ///< from the picture's way into the encoder to its unit; stills, too
  StageTime capture_to_unit;  ///< from a frame's capture time to its unit, just before the outputs get it
};

/// Counters since the SkyLine was made; they never go back. Every frame put while not stopped is in exactly one
/// of encoded, warming_up, not_wanted, replaced, failed, or is the one still `pending`.
struct Stats {
  std::uint64_t frames_put = 0;
  std::uint64_t frames_encoded = 0;
  std::uint64_t frames_warming_up = 0;
  std::uint64_t frames_not_wanted = 0;
  std::uint64_t frames_replaced = 0;    ///< a newer frame came before the encoder was free
  std::uint64_t frames_failed = 0;      ///< invalid, or the encoder failed
  std::uint64_t frames_pending = 0;     ///< waiting or in the encoder now
  std::uint64_t frames_after_stop = 0;  ///< put while stopped; not in frames_put
  std::uint64_t stills_encoded = 0;     ///< the last picture encoded again, for a joining viewer
  std::uint64_t units = 0;
  std::uint64_t key_units = 0;
  std::uint64_t bytes = 0;  ///< of all units
  std::uint64_t encoder_restarts = 0;
  StageTimes stages;
  double fps = 0;  ///< measured by capture times; 0 until known
  int width = 0;   ///< of the stream; 0 until known
  int height = 0;
  std::string encoder;     ///< the element in use; empty until known
  std::string last_error;  ///< empty when all is well
  std::vector<OutputStats> outputs;
};

}  // namespace skyline
