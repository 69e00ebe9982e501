// SPDX-License-Identifier: Apache-2.0
#include "emulator/mp4.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

#include "emulator/frame_times.hpp"
#include "emulator/muxer.hpp"
#include "emulator/playable.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

// The head is complete before the first frame, a fragment ends when it is told to, and it says its own time rather
// than how much was written before it.
std::map<std::string, std::string> fragmented(std::uint32_t sequence) {
  return {{"movflags", "+empty_moov+default_base_moof+frag_custom+frag_discont+skip_trailer"},
          {"fragment_index", fmt::format("{}", sequence)},
          {"use_editlist", "0"}};
}

constexpr std::size_t kNoTrack = ~std::size_t{0};

std::size_t index_of(const std::vector<Track>& tracks, std::uint64_t number) {
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (tracks[i].number == number) return i;
  }
  return kNoTrack;
}

using Fragments = std::span<const PlacedFragment>;

std::int64_t placed_at(const PlacedFragment& placed, std::int64_t time_ms) {
  return time_ms - placed.fragment->info.producer_ms + placed.start_ms;
}

/// Times of one track's frames, in the order of storage.
std::vector<FrameTime> times_of(Fragments fragments, std::uint64_t track) {
  std::vector<std::int64_t> pts;
  for (const auto& placed : fragments) {
    for (const auto& frame : placed.fragment->frames) {
      if (frame.track == track) pts.push_back(placed_at(placed, frame.time_ms));
    }
  }
  return frame_times(pts, fragments.back().start_ms + fragments.back().fragment->info.duration_ms);
}

void write(Muxer& muxer, const std::vector<Track>& tracks, Fragments fragments) {
  std::vector<std::vector<FrameTime>> times;
  times.reserve(tracks.size());
  for (const auto& track : tracks) times.push_back(times_of(fragments, track.number));
  std::vector<std::size_t> next(tracks.size(), 0);
  for (const auto& placed : fragments) {
    for (const auto& frame : placed.fragment->frames) {
      const auto index = index_of(tracks, frame.track);
      if (index != kNoTrack) muxer.write(index, frame, times[index][next[index]++]);
    }
  }
}

void expect_same(const std::vector<Track>& tracks, const std::vector<Track>& others) {
  bool same = tracks.size() == others.size();
  for (std::size_t i = 0; same && i < tracks.size(); ++i) {
    same = tracks[i].number == others[i].number && tracks[i].codec_private == others[i].codec_private;
  }
  if (same) return;
  throw ServiceError(
      400, "InvalidCodecPrivateDataException",
      "the codec private data or the tracks change within the time range; ask for a part without a change");
}

}  // namespace

Bytes mp4_init(const std::vector<Track>& tracks) {
  Muxer muxer("mp4", playable_tracks(tracks), fragmented(1));
  return muxer.take();
}

Bytes mp4_segment(const PlacedFragment& placed, std::uint32_t sequence) {
  const auto tracks = playable_tracks(placed.fragment->tracks);
  Muxer muxer("mp4", tracks, fragmented(sequence));
  (void)muxer.take();
  write(muxer, tracks, {&placed, 1});
  muxer.flush();
  return muxer.take();
}

Bytes ts_segment(const PlacedFragment& placed) {
  const auto tracks = playable_tracks(placed.fragment->tracks);
  // Each segment counts its packets from 0 and says so.
  Muxer muxer("mpegts", tracks, {{"mpegts_flags", "+initial_discontinuity"}});
  write(muxer, tracks, {&placed, 1});
  muxer.finish();
  return muxer.take();
}

Bytes mp4_file(Fragments fragments) {
  const auto tracks = playable_tracks(fragments.front().fragment->tracks);
  std::vector<PlacedFragment> from_zero(fragments.begin(), fragments.end());
  for (auto& placed : from_zero) {
    expect_same(tracks, playable_tracks(placed.fragment->tracks));
    placed.start_ms -= fragments.front().start_ms;
  }
  Muxer muxer("mp4", tracks, {});
  write(muxer, tracks, from_zero);
  muxer.finish();
  return muxer.take();
}

}  // namespace skyline::emulator
