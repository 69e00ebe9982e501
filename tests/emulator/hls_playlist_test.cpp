// SPDX-License-Identifier: Apache-2.0
#include "emulator/hls_playlist.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "emulator/media.hpp"

namespace skyline::emulator {
namespace {

using test::kMediaStartMs;
using test::make_infos;
using testing::HasSubstr;
using testing::Not;
using Mode = HlsSettings::Mode;
using Discontinuities = HlsSettings::Discontinuities;

HlsSettings settings(Mode mode, std::size_t most = 3) {
  HlsSettings result;
  result.mode = mode;
  result.clock = Clock::kProducer;
  result.discontinuities = Discontinuities::kNever;
  result.most_fragments = most;
  return result;
}

/// Numbers of the fragments in it, "|" for a mark of a discontinuity, "." for its end.
std::string outline(const HlsPlaylist& playlist) {
  std::istringstream lines(playlist.text("SessionToken=t"));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line == "#EXT-X-DISCONTINUITY") text += "| ";
    if (line == "#EXT-X-ENDLIST") text += ".";
    const auto at = line.find("FragmentNumber=");
    if (at != std::string::npos) text += line.substr(at + 15, line.find('&') - at - 15) + ' ';
  }
  return text;
}

std::string outline_of(HlsSettings from, const Infos& infos) {
  HlsPlaylist playlist(from, 0);
  playlist.update(infos, 0);
  return outline(playlist);
}

TEST(HlsPlaylist, ReadsAsPlayersExpect) {
  auto from = settings(Mode::kOnDemand);
  from.show_times = true;
  HlsPlaylist playlist(from, 0);
  auto infos = make_infos(2);
  infos[1].duration_ms = 2034;
  playlist.update(infos, 0);
  EXPECT_EQ(playlist.text("SessionToken=t"),
            "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:3\n#EXT-X-MEDIA-SEQUENCE:1\n"
            "#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-PLAYLIST-TYPE:VOD\n"
            "#EXT-X-MAP:URI=\"getMP4InitFragment.mp4?SessionToken=t\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:20.000Z\n#EXTINF:2.000,\n"
            "getMP4MediaFragment.mp4?FragmentNumber=1&SequenceNumber=1&SessionToken=t\n"
            "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:22.000Z\n#EXTINF:2.034,\n"
            "getMP4MediaFragment.mp4?FragmentNumber=2&SequenceNumber=2&SessionToken=t\n#EXT-X-ENDLIST\n");
}

TEST(HlsPlaylist, NamesTransportStreamsWithoutAnInit) {
  auto from = settings(Mode::kLive);
  from.transport_stream = true;
  HlsPlaylist playlist(from, 0);
  playlist.update(make_infos(1), 0);
  EXPECT_THAT(playlist.text("t"), HasSubstr("\ngetTSFragment.ts?FragmentNumber=1&"));
  EXPECT_THAT(playlist.text("t"), Not(HasSubstr("EXT-X-MAP")));
}

TEST(HlsPlaylistLive, BeginsWithTheNewestAndSlides) {
  HlsPlaylist playlist(settings(Mode::kLive), 0);
  playlist.update(make_infos(5), 0);
  EXPECT_EQ(outline(playlist), "3 4 5 ");
  playlist.update(make_infos(5), 0);
  EXPECT_EQ(outline(playlist), "3 4 5 ");
  playlist.update(make_infos(7), 0);
  EXPECT_EQ(outline(playlist), "5 6 7 ");
  EXPECT_THAT(playlist.text("t"), HasSubstr("#EXT-X-MEDIA-SEQUENCE:3\n"));
}

TEST(HlsPlaylistLive, AddsNothingOlderThanItsNewest) {
  HlsPlaylist playlist(settings(Mode::kLive), 0);
  auto infos = make_infos(4);
  infos[2].producer_ms = infos[1].producer_ms;
  infos[3].producer_ms = kMediaStartMs;
  playlist.update(infos, 0);
  EXPECT_EQ(outline(playlist), "2 ");
  auto by_server = settings(Mode::kLive);
  by_server.clock = Clock::kServer;
  EXPECT_EQ(outline_of(by_server, infos), "2 3 4 ");
}

TEST(HlsPlaylistLive, CountsTheDiscontinuitiesThatSlidOut) {
  auto from = settings(Mode::kLive, 2);
  from.discontinuities = Discontinuities::kAlways;
  HlsPlaylist playlist(from, 0);
  playlist.update(make_infos(2), 0);
  EXPECT_EQ(outline(playlist), "1 | 2 ");
  playlist.update(make_infos(4), 0);
  EXPECT_EQ(outline(playlist), "3 | 4 ");
  EXPECT_THAT(playlist.text("t"), HasSubstr("#EXT-X-DISCONTINUITY-SEQUENCE:2\n"));
}

TEST(HlsPlaylistLive, KeepsATargetDurationThatWasLonger) {
  HlsPlaylist playlist(settings(Mode::kLive, 1), 0);
  auto infos = make_infos(2);
  infos[0].duration_ms = 9000;
  infos[1].producer_ms += 7000;
  playlist.update({infos[0]}, 0);
  playlist.update(infos, 0);
  EXPECT_EQ(outline(playlist), "2 ");
  EXPECT_THAT(playlist.text("t"), HasSubstr("#EXT-X-TARGETDURATION:9\n"));
}

TEST(HlsPlaylist, MarksGapsAndOverlapsOfMoreThan50Milliseconds) {
  auto infos = make_infos(5);
  infos[1].producer_ms += 50;
  infos[2].producer_ms += 101;
  infos[4].producer_ms -= 51;
  auto from = settings(Mode::kOnDemand, 9);
  from.discontinuities = Discontinuities::kWhenThereAre;
  EXPECT_EQ(outline_of(from, infos), "1 2 | 3 | 4 | 5 .");
  from.discontinuities = Discontinuities::kAlways;
  EXPECT_EQ(outline_of(from, infos), "1 | 2 | 3 | 4 | 5 .");
  from.discontinuities = Discontinuities::kNever;
  EXPECT_EQ(outline_of(from, infos), "1 2 3 4 5 .");
}

TEST(HlsPlaylistOnDemand, HoldsTheOldestOfTheRangeForGood) {
  auto from = settings(Mode::kOnDemand);
  from.range = {kMediaStartMs + 1, kMediaStartMs + 100'000};
  HlsPlaylist playlist(from, 0);
  playlist.update(make_infos(3), 0);
  EXPECT_EQ(outline(playlist), "2 3 .");
  playlist.update(make_infos(9), 0);
  EXPECT_EQ(outline(playlist), "2 3 .");
  EXPECT_EQ(outline_of(from, make_infos(9)), "2 3 4 .");
}

TEST(HlsPlaylistReplay, AddsAFragmentWhenOneHasBeenPlayed) {
  auto from = settings(Mode::kLiveReplay);
  from.range = {kMediaStartMs + 2000, kMediaStartMs + 8000};
  constexpr std::int64_t kNow = kMediaStartMs + 60'000;
  HlsPlaylist playlist(from, kNow);
  const auto infos = make_infos(9);
  playlist.update(infos, kNow);
  EXPECT_EQ(outline(playlist), "2 3 4 ");
  playlist.update(infos, kNow + 1999);
  EXPECT_EQ(outline(playlist), "2 3 4 ");
  playlist.update(infos, kNow + 2000);
  EXPECT_EQ(outline(playlist), "3 4 5 .");
}

TEST(HlsPlaylistReplay, GoesOnWithWhatComesIn) {
  auto from = settings(Mode::kLiveReplay);
  from.range.start_ms = kMediaStartMs;
  HlsPlaylist playlist(from, 0);
  playlist.update(make_infos(2), 0);
  EXPECT_EQ(outline(playlist), "1 2 ");
  playlist.update(make_infos(3), 100);
  EXPECT_EQ(outline(playlist), "1 2 3 ");
  playlist.update(make_infos(6), 100);
  EXPECT_EQ(outline(playlist), "1 2 3 ");
  playlist.update(make_infos(6), 4000);
  EXPECT_EQ(outline(playlist), "3 4 5 ");
}

TEST(HlsMaster, NamesWhatAPlayerHasToKnow) {
  EXPECT_EQ(master_playlist({"avc1.42c01e", 640, 360, 500'000}, "SessionToken=t"),
            "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=500000,CODECS=\"avc1.42c01e\",RESOLUTION=640x360\n"
            "getHLSMediaPlaylist.m3u8?SessionToken=t\n");
}

}  // namespace
}  // namespace skyline::emulator
