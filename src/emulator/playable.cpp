// SPDX-License-Identifier: Apache-2.0
#include "emulator/playable.hpp"

#include <fmt/format.h>

#include <optional>
#include <span>

#include "emulator/service_error.hpp"
#include "media/h264.hpp"

namespace skyline::emulator {
namespace {

constexpr std::size_t kAvccHeadBytes = 6;

ServiceError missing(const Track& track) {
  return {400, "MissingCodecPrivateDataException",
          fmt::format("track {} ({}) has no codec private data; the producer has to send it", track.number,
                      track.codec_id)};
}
ServiceError invalid(const Track& track) {
  return {400, "InvalidCodecPrivateDataException",
          fmt::format("the codec private data of track {} ({}) cannot be read", track.number, track.codec_id)};
}

/// Takes a parameter set with its length of two bytes off the front; nothing when there is no whole one.
std::optional<std::span<const std::uint8_t>> take_set(std::span<const std::uint8_t>& rest) {
  if (rest.size() < 2) return std::nullopt;
  const std::size_t length = rest[0] * 256U + rest[1];
  if (length == 0 || rest.size() - 2 < length) return std::nullopt;
  const auto set = rest.subspan(2, length);
  rest = rest.subspan(2 + length);
  return set;
}

/// The first sequence parameter set of an avcC; nothing unless it and the picture parameter sets are whole.
std::optional<h264::Sps> read_avcc(std::span<const std::uint8_t> avcc) {
  constexpr unsigned kLengthsOf4 = 3;
  if (avcc.size() <= kAvccHeadBytes || avcc[0] != 1 || (avcc[4] & 3U) != kLengthsOf4) return std::nullopt;
  std::optional<h264::Sps> sps;
  auto rest = avcc.subspan(kAvccHeadBytes);
  for (unsigned left = avcc[5] & 0x1fU; left > 0; --left) {
    const auto set = take_set(rest);
    if (!set) return std::nullopt;
    if (!sps) sps = h264::parse_sps(*set);
  }
  if (rest.empty() || rest[0] == 0) return std::nullopt;
  unsigned left = rest[0];
  for (rest = rest.subspan(1); left > 0; --left) {
    if (!take_set(rest)) return std::nullopt;
  }
  return sps;
}

Track checked_video(Track track) {
  if (track.codec_private.empty()) throw missing(track);
  const auto sps = read_avcc(track.codec_private);
  if (!sps) throw invalid(track);
  if (track.width <= 0 || track.height <= 0) {
    track.width = sps->width;
    track.height = sps->height;
  }
  return track;
}

Track checked_audio(const Track& track) {
  constexpr std::size_t kLeast = 2;
  constexpr std::size_t kMost = 64;
  if (track.codec_private.empty()) throw missing(track);
  const auto size = track.codec_private.size();
  const bool sound = track.sampling_frequency >= 1 && track.sampling_frequency < 1e6 && track.channels > 0;
  if (size < kLeast || size > kMost || !sound || track.channels > 8) throw invalid(track);
  return track;
}

const Track* find(const std::vector<Track>& tracks, std::string_view codec) {
  for (const auto& track : tracks) {
    if (track.codec_id == codec) return &track;
  }
  return nullptr;
}

}  // namespace

std::vector<Track> playable_tracks(const std::vector<Track>& tracks) {
  const auto* video = find(tracks, "V_MPEG4/ISO/AVC");
  if (video == nullptr) {
    throw ServiceError(400, "UnsupportedStreamMediaTypeException",
                       "no track of the stream is V_MPEG4/ISO/AVC, the only video this server can play");
  }
  std::vector<Track> result{checked_video(*video)};
  if (const auto* audio = find(tracks, "A_AAC")) result.push_back(checked_audio(*audio));
  return result;
}

std::string codecs_of(const std::vector<Track>& tracks) {
  std::string text;
  for (const auto& track : tracks) {
    const auto& data = track.codec_private;
    if (!text.empty()) text += ',';
    text += track.codec_id == "A_AAC" ? fmt::format("mp4a.40.{}", data[0] >> 3U)
                                      : fmt::format("avc1.{:02x}{:02x}{:02x}", data[1], data[2], data[3]);
  }
  return text;
}

}  // namespace skyline::emulator
