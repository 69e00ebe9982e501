// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "emulator/hls_settings.hpp"
#include "emulator/selection.hpp"

namespace skyline::emulator {

/// The media playlist of one session. It grows and slides by update(); what it has once said of a fragment stays so.
/// One thread.
class HlsPlaylist {
 public:
  HlsPlaylist(HlsSettings settings, std::int64_t now_ms) : settings_(settings), next_due_ms_(now_ms) {}

  /// Takes what the stream holds now. LIVE adds all that is newer than its newest fragment; LIVE_REPLAY adds one
  /// fragment each time the one before has been played; ON_DEMAND keeps what it found the first time.
  void update(const Infos& infos, std::int64_t now_ms);

  [[nodiscard]] bool empty() const { return segments_.empty(); }
  /// The oldest fragment in it; not of an empty one.
  [[nodiscard]] const FragmentInfo& front() const { return segments_.front().info; }
  /// The playlist as players read it. Addresses are relative to its own and end in `query` ("SessionToken=...").
  [[nodiscard]] std::string text(const std::string& query) const;

 private:
  struct Segment {
    FragmentInfo info;
    bool discontinuity = false;
  };
  void add_live(const Infos& infos);
  void add_replay(const Infos& infos, std::int64_t now_ms);
  void add_on_demand(const Infos& infos);
  void add(const FragmentInfo& info);
  void slide();
  [[nodiscard]] bool follows(const FragmentInfo& info) const;
  [[nodiscard]] bool breaks_before(const FragmentInfo& info) const;
  [[nodiscard]] std::string head(const std::string& query) const;
  [[nodiscard]] std::string entry(const Segment& segment, std::uint64_t sequence, const std::string& query) const;

  HlsSettings settings_;
  std::deque<Segment> segments_;
  std::uint64_t first_sequence_ = 1;
  std::uint64_t discontinuities_passed_ = 0;
  std::int64_t longest_ms_ = 0;
  std::int64_t next_due_ms_;  // LIVE_REPLAY: when one more fragment is added
  bool ended_ = false;
};

/// The master playlist. `stream` has the tracks' codecs and picture size, as `codecs_of` gives them.
struct HlsVariant {
  std::string codecs;
  int width = 0;
  int height = 0;
  std::uint64_t bits_per_second = 0;
};
[[nodiscard]] std::string master_playlist(const HlsVariant& variant, const std::string& query);

}  // namespace skyline::emulator
