// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/fragment.hpp"
#include "emulator/frame_times.hpp"

namespace skyline::emulator {

/// Puts encoded frames into a container of libavformat's, in memory; nothing is encoded anew. All times are
/// milliseconds. One thread. Throws ServiceError(InvalidMediaFrameException) for media that libavformat refuses.
class Muxer {
 public:
  /// `tracks` are from playable_tracks(). `options` are the format's own. Writes the head.
  Muxer(const std::string& format, const std::vector<Track>& tracks, const std::map<std::string, std::string>& options);
  Muxer(const Muxer&) = delete;
  Muxer& operator=(const Muxer&) = delete;
  ~Muxer();

  /// `track` is the index in `tracks`.
  void write(std::size_t track, const Frame& frame, const FrameTime& time);
  /// Ends the fragment that is under way.
  void flush();
  /// Writes the tail; nothing can be written afterwards.
  void finish();
  /// What was written since the last take(). With a format that goes back to what it has written: once, at the end.
  [[nodiscard]] Bytes take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline::emulator
