// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skyline::emulator {

using Bytes = std::vector<std::uint8_t>;

struct Track {
  std::uint64_t number = 0;
  std::uint64_t type = 0;  ///< Matroska's: 1 video, 2 audio
  std::string codec_id;    ///< "V_MPEG4/ISO/AVC"
  Bytes codec_private;     ///< avcC for AVC
  int width = 0;           ///< pixels; 0 for audio
  int height = 0;
  double sampling_frequency = 0;  ///< Hz; 0 for video
  int channels = 0;
};

struct Frame {
  std::uint64_t track = 0;
  std::int64_t time_ms = 0;  ///< producer time since 1970
  bool key = false;
  Bytes data;  ///< AVC: NAL units with lengths of 4 bytes
};

/// What the service keeps of a fragment, besides its bytes.
struct FragmentInfo {
  std::string number;            ///< decimal, 47 digits, rising within a stream
  std::int64_t producer_ms = 0;  ///< producer time of the first frame since 1970
  std::int64_t server_ms = 0;    ///< when its first bytes came, since 1970
  std::int64_t duration_ms = 0;
  std::uint64_t bytes = 0;
};

/// A whole fragment.
struct Fragment {
  FragmentInfo info;
  Bytes header;   ///< from the EBML head to the end of Tracks, as the producer sent it
  Bytes tags;     ///< the producer's Tags elements of this fragment, as they came
  Bytes cluster;  ///< the Cluster element, its size known
  std::vector<Track> tracks;
  std::vector<Frame> frames;
};

}  // namespace skyline::emulator
