// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "emulator/fragment.hpp"

namespace skyline::emulator {

/// The tracks as MP4 and MPEG-TS can carry them: H.264 first, then AAC when there is any; other tracks are left out. A
/// picture size that the producer did not give is taken from the sequence parameter set.
/// Throws ServiceError as the service does for its players: UnsupportedStreamMediaTypeException,
/// MissingCodecPrivateDataException, InvalidCodecPrivateDataException.
[[nodiscard]] std::vector<Track> playable_tracks(const std::vector<Track>& tracks);

/// "avc1.42c01e", "avc1.42c01e,mp4a.40.2": what a playlist says of them. The tracks are from playable_tracks().
[[nodiscard]] std::string codecs_of(const std::vector<Track>& tracks);

}  // namespace skyline::emulator
