// SPDX-License-Identifier: Apache-2.0
#include "emulator/playback.hpp"

#include <algorithm>
#include <charconv>

#include "emulator/archive.hpp"
#include "emulator/playable.hpp"

namespace skyline::emulator {
namespace {

constexpr std::string_view kFolder = "/hls/v1/";
constexpr const char* kPlaylistType = "application/x-mpegURL";

void expect_retention(const PlayableStream& stream) {
  if (stream.retains()) return;
  throw ServiceError(400, "NoDataRetentionException", "the stream keeps no data; raise its retention above 0 hours");
}

std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

net::Reply reply_of(const char* type, std::string body) { return {200, {{"Content-Type", type}}, std::move(body)}; }

std::uint64_t bits_per_second(const FragmentInfo& info) {
  return info.bytes * 8 * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(1, info.duration_ms));
}

std::uint32_t sequence_of(std::string_view query) {
  const auto text = query_value(query, "SequenceNumber");
  std::uint32_t sequence = 1;
  std::from_chars(text.data(), text.data() + text.size(), sequence);
  return std::max<std::uint32_t>(1, sequence);
}

/// All that a session's playlists name have the same head.
bool same_head(const std::vector<Track>& tracks, const std::vector<Track>& others) {
  return std::equal(tracks.begin(), tracks.end(), others.begin(), others.end(), [](const auto& a, const auto& b) {
    return a.codec_id == b.codec_id && a.codec_private == b.codec_private;
  });
}

std::string master(const HlsSession& session, const std::string& query) {
  const auto& video = session.tracks.front();
  return master_playlist({codecs_of(session.tracks), video.width, video.height, session.bits_per_second}, query);
}

}  // namespace

net::Reply Playback::get_clip(const Arguments& request, const PlayableStream& stream, std::int64_t now_ms) {
  expect_retention(stream);
  const auto parts = clip_parts(request, stream.infos(), now_ms);
  const auto starts = placed_one_after_the_other(parts.infos, parts.clock);
  std::vector<PlacedFragment> placed;
  placed.reserve(starts.size());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    placed.push_back({std::make_shared<const Fragment>(stream.load(parts.infos[i].number)), starts[i]});
  }
  return reply_of("video/mp4", text_of(mp4_file(placed)));
}

std::string Playback::open_hls(const Arguments& request, const PlayableStream& stream, const std::string& endpoint,
                               std::int64_t now_ms) {
  const auto settings = read_hls_settings(request, now_ms);
  expect_retention(stream);
  HlsPlaylist playlist(settings, now_ms);
  playlist.update(stream.infos(), now_ms);
  if (playlist.empty()) throw not_found("there are no fragments to play");
  const auto first = stream.load(playlist.front().number);
  HlsSession session{stream.arn(), settings, std::move(playlist), playable_tracks(first.tracks),
                     bits_per_second(first.info)};
  const auto token = sessions_.open(std::move(session), now_ms);
  return endpoint + std::string(kFolder) + "getHLSMasterPlaylist.m3u8?SessionToken=" + token;
}

net::Reply Playback::get_hls(std::string_view path, std::string_view query, std::int64_t now_ms) {
  const auto token = query_value(query, "SessionToken");
  auto& session = sessions_.find(token, now_ms);
  const auto stream = find_(session.stream_arn);
  const auto same_session = "SessionToken=" + token;
  const auto name = path.substr(std::min(path.size(), kFolder.size()));
  if (name == "getHLSMasterPlaylist.m3u8") return reply_of(kPlaylistType, master(session, same_session));
  if (name == "getHLSMediaPlaylist.m3u8") {
    session.playlist.update(stream->infos(), now_ms);
    return reply_of(kPlaylistType, session.playlist.text(same_session));
  }
  if (name == "getMP4InitFragment.mp4") return reply_of("video/mp4", text_of(mp4_init(session.tracks)));
  if (name == "getMP4MediaFragment.mp4" || name == "getTSFragment.ts") return segment(session, *stream, query);
  throw not_found("an HLS session has nothing of this name");
}

net::Reply Playback::segment(const HlsSession& session, const PlayableStream& stream, std::string_view query) {
  const auto number = query_value(query, "FragmentNumber");
  if (!is_fragment_number(number)) throw invalid_argument("FragmentNumber is no number of a fragment");
  const auto fragment = std::make_shared<const Fragment>(stream.load(number));
  const auto& info = fragment->info;
  const auto start_ms = time_of(info, session.settings.clock);
  const bool of_session = session.settings.mode == HlsSettings::Mode::kLive || session.settings.range.holds(start_ms);
  if (!of_session) throw not_found("the fragment is not in the session's time range");
  if (!same_head(session.tracks, playable_tracks(fragment->tracks))) {
    throw ServiceError(400, "InvalidCodecPrivateDataException",
                       "the codec private data is not that of the session's first fragment; ask for a new URL");
  }
  const PlacedFragment placed{fragment, start_ms};
  if (session.settings.transport_stream) return reply_of("video/MP2T", text_of(ts_segment(placed)));
  return reply_of("video/mp4", text_of(mp4_segment(placed, sequence_of(query))));
}

}  // namespace skyline::emulator
