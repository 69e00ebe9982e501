// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "emulator/fragment.hpp"

namespace skyline::emulator {

/// A fragment, and the time at which its first frame is to be played.
struct PlacedFragment {
  std::shared_ptr<const Fragment> fragment;
  std::int64_t start_ms = 0;
};

// Media for players, out of fragments as they were stored. H.264, and AAC when there is any. All throw ServiceError as
// playable_tracks() does, and InvalidMediaFrameException for frames that fit into no container.

/// The head of a fragmented MP4: what getMP4InitFragment.mp4 gives.
[[nodiscard]] Bytes mp4_init(const std::vector<Track>& tracks);
/// One media fragment for that head, getMP4MediaFragment.mp4. `sequence` counts from 1 within a playlist.
[[nodiscard]] Bytes mp4_segment(const PlacedFragment& placed, std::uint32_t sequence);
/// The same as an MPEG transport stream, getTSFragment.ts.
[[nodiscard]] Bytes ts_segment(const PlacedFragment& placed);
/// A plain MP4 file that begins at time 0, fragments in the order of their starts. All have the codec private data of
/// the first, else ServiceError(InvalidCodecPrivateDataException); `fragments` is not empty.
[[nodiscard]] Bytes mp4_file(std::span<const PlacedFragment> fragments);

}  // namespace skyline::emulator
