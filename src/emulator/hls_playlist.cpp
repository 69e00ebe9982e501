// SPDX-License-Identifier: Apache-2.0
#include "emulator/hls_playlist.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace skyline::emulator {
namespace {

using Mode = HlsSettings::Mode;
using Discontinuities = HlsSettings::Discontinuities;

std::string iso_time(std::int64_t time_ms) {
  const auto seconds = static_cast<std::time_t>(time_ms / 1000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), time_ms % 1000);
}

}  // namespace

void HlsPlaylist::update(const Infos& infos, std::int64_t now_ms) {
  switch (settings_.mode) {
    case Mode::kLive: add_live(infos); break;
    case Mode::kLiveReplay: add_replay(infos, now_ms); break;
    case Mode::kOnDemand: add_on_demand(infos); break;
  }
}

void HlsPlaylist::add_live(const Infos& infos) {
  // A session begins with the newest fragments; later ones follow however many there are.
  const auto begin = segments_.empty() && infos.size() > settings_.most_fragments
                         ? infos.end() - static_cast<std::ptrdiff_t>(settings_.most_fragments)
                         : infos.begin();
  std::for_each(begin, infos.end(), [this](const auto& info) {
    if (follows(info)) add(info);
  });
  slide();
}

void HlsPlaylist::add_replay(const Infos& infos, std::int64_t now_ms) {
  const auto wanted = to_play(infos, settings_.clock, settings_.range);
  bool all = true;
  for (const auto& info : wanted) {
    if (!follows(info)) continue;
    const bool filling = first_sequence_ == 1 && segments_.size() < settings_.most_fragments;
    all = filling || now_ms >= next_due_ms_;
    if (!all) break;
    if (!filling || segments_.empty()) next_due_ms_ += info.duration_ms;
    add(info);
    slide();
  }
  ended_ = all && now_ms > settings_.range.end_ms;
}

void HlsPlaylist::add_on_demand(const Infos& infos) {
  if (ended_) return;
  for (const auto& info : to_play(infos, settings_.clock, settings_.range)) {
    if (segments_.size() < settings_.most_fragments) add(info);
  }
  ended_ = true;
}

void HlsPlaylist::add(const FragmentInfo& info) {
  segments_.push_back({info, breaks_before(info)});
  longest_ms_ = std::max(longest_ms_, info.duration_ms);
}

void HlsPlaylist::slide() {
  while (segments_.size() > settings_.most_fragments) {
    segments_.pop_front();
    ++first_sequence_;
    // The mark before the first one that is left goes with the one that has left.
    if (segments_.front().discontinuity) ++discontinuities_passed_;
    segments_.front().discontinuity = false;
  }
}

bool HlsPlaylist::follows(const FragmentInfo& info) const {
  if (segments_.empty()) return true;
  const auto& newest = segments_.back().info;
  const bool came_later = number_less(newest.number, info.number);
  if (settings_.clock == Clock::kServer) return came_later;
  return info.producer_ms > newest.producer_ms && (came_later || settings_.mode == Mode::kLiveReplay);
}

bool HlsPlaylist::breaks_before(const FragmentInfo& info) const {
  constexpr std::int64_t kTolerableMs = 50;
  if (segments_.empty() || settings_.discontinuities == Discontinuities::kNever) return false;
  if (settings_.discontinuities == Discontinuities::kAlways) return true;
  const auto& before = segments_.back().info;
  const auto end = time_of(before, settings_.clock) + before.duration_ms;
  return std::abs(time_of(info, settings_.clock) - end) > kTolerableMs;
}

std::string HlsPlaylist::text(const std::string& query) const {
  auto text = head(query);
  auto sequence = first_sequence_;
  for (const auto& segment : segments_) text += entry(segment, sequence++, query);
  if (ended_) text += "#EXT-X-ENDLIST\n";
  return text;
}

std::string HlsPlaylist::head(const std::string& query) const {
  // Version 6 is the first with EXT-X-MAP outside of playlists of key frames.
  auto text = fmt::format(
      "#EXTM3U\n#EXT-X-VERSION:{}\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:{}\n"
      "#EXT-X-DISCONTINUITY-SEQUENCE:{}\n#EXT-X-INDEPENDENT-SEGMENTS\n",
      6, std::max<std::int64_t>(1, (longest_ms_ + 999) / 1000), first_sequence_, discontinuities_passed_);
  if (settings_.mode == Mode::kOnDemand) text += "#EXT-X-PLAYLIST-TYPE:VOD\n";
  if (!settings_.transport_stream) text += fmt::format("#EXT-X-MAP:URI=\"getMP4InitFragment.mp4?{}\"\n", query);
  return text;
}

std::string HlsPlaylist::entry(const Segment& segment, std::uint64_t sequence, const std::string& query) const {
  std::string text;
  if (segment.discontinuity) text += "#EXT-X-DISCONTINUITY\n";
  if (settings_.show_times) {
    text += fmt::format("#EXT-X-PROGRAM-DATE-TIME:{}\n", iso_time(time_of(segment.info, settings_.clock)));
  }
  return text + fmt::format("#EXTINF:{}.{:03},\n{}?FragmentNumber={}&SequenceNumber={}&{}\n",
                            segment.info.duration_ms / 1000, segment.info.duration_ms % 1000,
                            settings_.transport_stream ? "getTSFragment.ts" : "getMP4MediaFragment.mp4",
                            segment.info.number, sequence, query);
}

std::string master_playlist(const HlsVariant& variant, const std::string& query) {
  return fmt::format(
      "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n"
      "#EXT-X-STREAM-INF:BANDWIDTH={},CODECS=\"{}\",RESOLUTION={}x{}\ngetHLSMediaPlaylist.m3u8?{}\n",
      std::max<std::uint64_t>(1, variant.bits_per_second), variant.codecs, variant.width, variant.height, query);
}

}  // namespace skyline::emulator
