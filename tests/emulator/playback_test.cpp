// SPDX-License-Identifier: Apache-2.0
#include "emulator/playback.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/media.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

constexpr std::int64_t kNowMs = test::kMediaStartMs + 60'000;
constexpr const char* kAll = R"({"PlaybackMode": "ON_DEMAND", "HLSFragmentSelector": {
    "FragmentSelectorType": "PRODUCER_TIMESTAMP",
    "TimestampRange": {"StartTimestamp": 1700000000, "EndTimestamp": 1700000001}}})";

using Shelf = std::vector<Fragment>;

/// Looks at fragments that lie elsewhere.
class ShelfStream final : public PlayableStream {
 public:
  explicit ShelfStream(const Shelf& shelf, bool keeps = true) : shelf_(shelf), keeps_(keeps) {}
  [[nodiscard]] const std::string& arn() const override { return arn_; }
  [[nodiscard]] bool retains() const override { return keeps_; }
  [[nodiscard]] Infos infos() const override {
    Infos infos;
    for (const auto& fragment : shelf_) infos.push_back(fragment.info);
    return infos;
  }
  [[nodiscard]] Fragment load(const std::string& number) const override {
    for (const auto& fragment : shelf_) {
      if (fragment.info.number == number) return fragment;
    }
    throw not_found(number);
  }

 private:
  const Shelf& shelf_;
  const bool keeps_;
  std::string arn_ = "arn:cam";
};

class PlaybackTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { media = test::make_fragments(3); }
  static void TearDownTestSuite() { media.clear(); }

  /// The query of the session's URL.
  std::string open(const char* json, bool keeps = true) {
    const auto request = Json::parse(json);
    const auto url = playback.open_hls(Arguments(request), ShelfStream(shelf, keeps), "http://host:1", kNowMs);
    EXPECT_EQ(url.rfind("http://host:1/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=", 0), 0U) << url;
    return url.substr(url.find('?') + 1);
  }
  std::string get(const std::string& name, const std::string& query) {
    return playback.get_hls("/hls/v1/" + name, query, kNowMs).body;
  }
  std::string refusal(const std::string& name, const std::string& query, std::int64_t now_ms = kNowMs) {
    try {
      (void)playback.get_hls("/hls/v1/" + name, query, now_ms);
    } catch (const ServiceError& error) {
      return error.name();
    }
    return "none";
  }

  static inline Shelf media;
  Shelf shelf = media;
  bool deleted = false;
  Playback playback{[this](const std::string& arn) {
    EXPECT_EQ(arn, "arn:cam");
    if (deleted) throw not_found(arn);
    return std::make_unique<ShelfStream>(shelf);
  }};
};

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

TEST_F(PlaybackTest, GivesAPlayerEverythingBelowTheUrl) {
  const auto session = open(kAll);
  EXPECT_THAT(get("getHLSMasterPlaylist.m3u8", session),
              HasSubstr("RESOLUTION=320x180\ngetHLSMediaPlaylist.m3u8?" + session));
  EXPECT_THAT(get("getHLSMediaPlaylist.m3u8", session), HasSubstr("FragmentNumber=2&SequenceNumber=2&" + session));
  auto film = get("getMP4InitFragment.mp4", session);
  film += get("getMP4MediaFragment.mp4", "FragmentNumber=1&SequenceNumber=1&" + session);
  film += get("getMP4MediaFragment.mp4", "FragmentNumber=2&SequenceNumber=2&" + session);
  EXPECT_THAT(test::probe(bytes_of(film), "stream=nb_read_frames"), HasSubstr("nb_read_frames=20\n"));
}

TEST_F(PlaybackTest, GivesTransportStreamsWhenAskedTo) {
  auto request = Json::parse(kAll);
  request["ContainerFormat"] = "MPEG_TS";
  const auto session = open(request.dump().c_str());
  EXPECT_THAT(get("getHLSMediaPlaylist.m3u8", session), HasSubstr("getTSFragment.ts?FragmentNumber=1&"));
  EXPECT_EQ(get("getTSFragment.ts", "FragmentNumber=1&" + session).front(), '\x47');
}

TEST_F(PlaybackTest, ALivePlaylistHasWhatCameMeanwhile) {
  shelf.pop_back();
  const auto session = open("{}");
  EXPECT_THAT(get("getHLSMediaPlaylist.m3u8", session), Not(HasSubstr("FragmentNumber=3&")));
  shelf.push_back(media.back());
  EXPECT_THAT(get("getHLSMediaPlaylist.m3u8", session), HasSubstr("FragmentNumber=3&"));
}

TEST_F(PlaybackTest, RefusesWhatIsNotTheSessions) {
  const auto session = open(kAll);
  EXPECT_EQ(refusal("getHLSMediaPlaylist.m3u8", "SessionToken=x"), "AccessDeniedException");
  EXPECT_EQ(refusal("getHLSMediaPlaylist.m3u8", ""), "AccessDeniedException");
  EXPECT_EQ(refusal("getHLSMediaPlaylist.m3u8", session, kNowMs + 300'000), "AccessDeniedException");
  EXPECT_EQ(refusal("getMP4MediaFragment.mp4", session), "InvalidArgumentException");
  EXPECT_EQ(refusal("getMP4MediaFragment.mp4", "FragmentNumber=9&" + session), "ResourceNotFoundException");
  EXPECT_EQ(refusal("getMP4MediaFragment.mp4", "FragmentNumber=3&" + session), "ResourceNotFoundException");
  EXPECT_EQ(refusal("../secret", session), "ResourceNotFoundException");
  deleted = true;
  EXPECT_EQ(refusal("getHLSMediaPlaylist.m3u8", session), "ResourceNotFoundException");
}

TEST_F(PlaybackTest, RefusesAFragmentThatNeedsAnotherInit) {
  const auto session = open(kAll);
  shelf[1].tracks[0].codec_private[1] ^= 1U;
  EXPECT_EQ(refusal("getMP4MediaFragment.mp4", "FragmentNumber=2&" + session), "InvalidCodecPrivateDataException");
  EXPECT_EQ(refusal("getMP4MediaFragment.mp4", "FragmentNumber=1&" + session), "none");
}

TEST_F(PlaybackTest, OpensNothingThatCannotBePlayed) {
  const auto code = [this](const char* json, bool keeps = true) {
    try {
      (void)open(json, keeps);
    } catch (const ServiceError& error) {
      return error.name();
    }
    return std::string("none");
  };
  EXPECT_EQ(code("{}", false), "NoDataRetentionException");
  EXPECT_EQ(code(R"({"Expires": 1})"), "InvalidArgumentException");
  shelf[0].tracks[0].codec_private.clear();
  EXPECT_EQ(code("{}"), "MissingCodecPrivateDataException");
  shelf.clear();
  EXPECT_EQ(code("{}"), "ResourceNotFoundException");
}

TEST_F(PlaybackTest, AClipOfTheServersClockHasNoFragmentUponAnother) {
  for (auto& fragment : shelf) fragment.info.server_ms = test::kMediaStartMs;
  const auto request = Json::parse(R"({"ClipFragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP",
      "TimestampRange": {"StartTimestamp": 1700000000, "EndTimestamp": 1700000001}}})");
  const auto reply = Playback::get_clip(Arguments(request), ShelfStream(shelf), kNowMs);
  EXPECT_EQ(test::probe(bytes_of(reply.body), "stream=nb_read_frames:format=duration"),
            "nb_read_frames=30\nduration=3.000000\n");
  EXPECT_THROW((void)Playback::get_clip(Arguments(request), ShelfStream(shelf, false), kNowMs), ServiceError);
}

}  // namespace
}  // namespace skyline::emulator
