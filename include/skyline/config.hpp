// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace skyline {

enum class Profile { kBaseline, kMain, kHigh };  ///< H.264 profile; kBaseline is constrained baseline

/// How a frame whose shape is not the stream's is fitted into it.
enum class Fit {
  kLetterbox,  ///< whole frame, aspect kept, black bars
  kStretch,    ///< whole frame, aspect lost
  kCrop,       ///< aspect kept, edges cut
};

struct EncodingConfig {
  std::string encoder;     ///< a GStreamer element such as "x264enc"; empty: the first that proves to work
  int bitrate_kbps = 500;  ///< decimal kilobits a second, 10 to 200,000
  Profile profile = Profile::kHigh;
  std::string preset = "superfast";  ///< x264 only: ultrafast ... placebo
  std::chrono::milliseconds vbv{
      1500};  ///< rate-control buffer, 100 ms to 10 s: larger is a better picture, smaller suits thin links
  std::chrono::milliseconds key_interval{4000};  ///< time between key frames, 100 ms to 60 s, at any frame rate
  friend bool operator==(const EncodingConfig&, const EncodingConfig&) = default;
};

struct StreamConfig {
  std::string name = "skyline";  ///< for logs, threads and statistics
  EncodingConfig encoding;
  Fit fit = Fit::kLetterbox;
  int warmup_frames = 100;  ///< frames measured and discarded when something has to be inferred; at least 2
};

}  // namespace skyline
