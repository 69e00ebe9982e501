// SPDX-License-Identifier: Apache-2.0
#include "emulator/mp4.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/media.hpp"
#include "emulator/playable.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using test::probe;
using testing::HasSubstr;

std::vector<PlacedFragment> placed(const std::vector<Fragment>& fragments) {
  std::vector<PlacedFragment> result;
  for (const auto& fragment : fragments) {
    result.push_back({std::make_shared<Fragment>(fragment), fragment.info.producer_ms});
  }
  return result;
}

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::string refusal(const std::vector<Track>& tracks) {
  try {
    (void)mp4_init(tracks);
  } catch (const ServiceError& error) {
    EXPECT_EQ(error.status(), 400);
    return error.name();
  }
  return "none";
}

class Mp4 : public testing::Test {
 protected:
  static void SetUpTestSuite() { fragments = test::make_fragments(3); }
  static void TearDownTestSuite() { fragments.clear(); }
  static inline std::vector<Fragment> fragments;
};

TEST_F(Mp4, SegmentPlaysBehindTheInitAtItsOwnTime) {
  const auto all = placed(fragments);
  ASSERT_EQ(all.size(), 3U);
  const auto said = probe(joined(mp4_init(fragments[0].tracks), mp4_segment(all[1], 2)),
                          "stream=codec_name,width,height,nb_read_frames:packet=pts_time,duration_time,flags");
  EXPECT_THAT(said, HasSubstr("codec_name=h264\nwidth=320\nheight=180\n"));
  EXPECT_THAT(said, HasSubstr("nb_read_frames=10\n"));
  EXPECT_THAT(said, testing::StartsWith("pts_time=1700000001.000000\nduration_time=0.100000\nflags=K_\n"));
  EXPECT_THAT(said, HasSubstr("pts_time=1700000001.900000\nduration_time=0.100000\nflags=__\n"));
}

TEST_F(Mp4, SegmentsFollowOneAnother) {
  const auto all = placed(fragments);
  auto bytes = mp4_init(fragments[0].tracks);
  for (std::uint32_t i = 0; i < all.size(); ++i) bytes = joined(bytes, mp4_segment(all[i], i + 1));
  EXPECT_THAT(probe(bytes, "stream=nb_read_frames"), HasSubstr("nb_read_frames=30\n"));
}

TEST_F(Mp4, FileHoldsAllFramesFromTimeZero) {
  const auto said = probe(mp4_file(placed(fragments)), "stream=nb_read_frames:format=start_time,duration");
  EXPECT_EQ(said, "nb_read_frames=30\nstart_time=0.000000\nduration=3.000000\n");
}

TEST_F(Mp4, FileRefusesAChangeOfCodecPrivateData) {
  auto changed = fragments;
  changed[2].tracks[0].codec_private[1] ^= 1U;
  EXPECT_THROW((void)mp4_file(placed(changed)), ServiceError);
}

TEST_F(Mp4, TransportStreamPlaysByItself) {
  const auto said = probe(ts_segment(placed(fragments)[0]), "stream=codec_name,nb_read_frames");
  EXPECT_THAT(said, HasSubstr("codec_name=h264\nnb_read_frames=10\n"));
}

TEST_F(Mp4, RefusesWhatPlayersCannotPlay) {
  auto tracks = fragments[0].tracks;
  tracks[0].codec_id = "V_VP8";
  EXPECT_EQ(refusal(tracks), "UnsupportedStreamMediaTypeException");
  EXPECT_EQ(refusal({}), "UnsupportedStreamMediaTypeException");
  tracks = fragments[0].tracks;
  tracks[0].codec_private.clear();
  EXPECT_EQ(refusal(tracks), "MissingCodecPrivateDataException");
}

TEST_F(Mp4, RefusesEveryTruncationOfTheCodecPrivateData) {
  const auto whole = fragments[0].tracks;
  // x264 ends an avcC of the high profile with four bytes that may be left out.
  const auto pps_end = whole[0].codec_private.size() - (whole[0].codec_private[1] >= 100 ? 4 : 0);
  for (std::size_t length = 1; length < pps_end; ++length) {
    auto tracks = whole;
    tracks[0].codec_private.resize(length);
    EXPECT_EQ(refusal(tracks), "InvalidCodecPrivateDataException") << length;
  }
  EXPECT_EQ(refusal(whole), "none");
}

TEST_F(Mp4, TakesAPictureSizeThatIsMissingFromTheParameterSet) {
  auto tracks = fragments[0].tracks;
  tracks[0].width = tracks[0].height = 0;
  EXPECT_EQ(playable_tracks(tracks)[0].width, 320);
  EXPECT_EQ(playable_tracks(tracks)[0].height, 180);
}

TEST_F(Mp4, RefusesFramesThatAreNoH264) {
  auto fragment = fragments[0];
  for (auto& frame : fragment.frames) frame.data.clear();
  EXPECT_NO_THROW((void)mp4_segment(placed({fragment})[0], 1));
  for (auto& frame : fragment.frames) frame.data = {0xff, 0xff, 0xff, 0xff, 0x65};
  try {
    (void)ts_segment(placed({fragment})[0]);
    FAIL() << "accepted";
  } catch (const ServiceError& error) {
    EXPECT_EQ(error.name(), "InvalidMediaFrameException");
  }
}

TEST(Mp4WithSound, CarriesBothTracks) {
  const auto fragments = test::make_fragments(2, test::with_sound());
  const auto all = placed(fragments);
  EXPECT_EQ(codecs_of(playable_tracks(fragments[0].tracks)).substr(0, 5), "avc1.");
  EXPECT_THAT(codecs_of(playable_tracks(fragments[0].tracks)), testing::EndsWith(",mp4a.40.2"));
  for (const auto& bytes : {joined(mp4_init(fragments[0].tracks), mp4_segment(all[0], 1)),
                            mp4_file(placed({fragments[0]})), ts_segment(all[0])}) {
    const auto said = probe(bytes, "stream=codec_name,channels,nb_read_frames");
    EXPECT_THAT(said, HasSubstr("codec_name=h264\nnb_read_frames=10\n"));
    EXPECT_THAT(said, HasSubstr("codec_name=aac\nchannels=1\nnb_read_frames=4"));
  }
}

TEST(Mp4WithReordering, KeepsEveryTimeOfPresentation) {
  const auto fragments = test::make_fragments(2, {"-bf", "2", "-b_strategy", "0"});
  auto bytes = mp4_init(fragments[0].tracks);
  std::uint32_t sequence = 0;
  for (const auto& one : placed(fragments)) bytes = joined(bytes, mp4_segment(one, ++sequence));
  const auto said = probe(bytes, "stream=has_b_frames,nb_read_frames:packet=pts_time");
  EXPECT_THAT(said, HasSubstr("nb_read_frames=20\n"));
  EXPECT_THAT(said, testing::Not(HasSubstr("has_b_frames=0")));
  for (const auto* time : {"0.000000", "0.100000", "0.900000", "1.000000", "1.900000"}) {
    EXPECT_THAT(said, HasSubstr(std::string("pts_time=170000000") + time));
  }
  EXPECT_EQ(probe(mp4_file(placed(fragments)), "stream=nb_read_frames:format=duration"),
            "nb_read_frames=20\nduration=2.000000\n");
}

}  // namespace
}  // namespace skyline::emulator
