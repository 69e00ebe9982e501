// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/kvs_fixture.hpp"
#include "emulator/matroska.hpp"
#include "support/eventually.hpp"

namespace skyline::test {
namespace {

using Strings = std::vector<std::string>;
using testing::Test;
using namespace std::chrono_literals;

constexpr std::uint64_t kStart = 1'700'000'000'000;

class PutMediaTest : public KvsFixture {
 protected:
  /// What a whole stream of these bytes is answered.
  Strings answers(const std::string& bytes, const net::Headers& headers = {}) {
    auto producer = put(headers);
    producer.send(bytes);
    producer.finish();
    return producer.acks();
  }
  /// The error that ends a stream; its connection stays open for more.
  std::string error_of(const std::string& bytes) {
    auto producer = put();
    producer.send(bytes);
    const auto acks = producer.acks();
    return acks.empty() ? "nothing" : acks.back();
  }
};

TEST_F(PutMediaTest, AcknowledgesAndStoresFragments) {
  EXPECT_EQ(answers(mkv_header() + cluster(kStart) + cluster(kStart + 120)),
            (Strings{"BUFFERING 1700000000000", "RECEIVED 1700000000000", "PERSISTED 1700000000000",
                     "BUFFERING 1700000000120", "RECEIVED 1700000000120", "PERSISTED 1700000000120"}));
  const auto fragments = emulator_->fragments("cam");
  ASSERT_EQ(fragments.size(), 2U);
  EXPECT_EQ(fragments[0].number.size(), 47U);
  EXPECT_LT(fragments[0].number, fragments[1].number);
  EXPECT_EQ(fragments[1].producer_ms, static_cast<std::int64_t>(kStart) + 120);
  EXPECT_EQ(fragments[1].duration_ms, 120);
  const auto fragment = emulator_->fragment("cam", fragments[1].number);
  ASSERT_EQ(fragment.frames.size(), 3U);
  EXPECT_EQ(fragment.frames[2].time_ms, static_cast<std::int64_t>(kStart) + 200);
  EXPECT_TRUE(fragment.frames[0].key);
  EXPECT_FALSE(fragment.frames[1].key);
  EXPECT_EQ(std::string(fragment.frames[0].data.begin(), fragment.frames[0].data.end()), "frame");
  ASSERT_EQ(fragment.tracks.size(), 1U);
  EXPECT_EQ(fragment.tracks[0].codec_id, "V_MPEG4/ISO/AVC");
  EXPECT_EQ(fragment.tracks[0].width, 640);
  EXPECT_EQ(std::string(fragment.header.begin(), fragment.header.end()), mkv_header());
}

TEST_F(PutMediaTest, EachAcknowledgementIsAChunkOfCompactJson) {
  auto producer = put();
  producer.send(mkv_header() + cluster(kStart) + end_of_fragment());
  for (const auto* event : {"BUFFERING", "RECEIVED", "PERSISTED"}) {
    const auto chunk = producer.client.chunk();
    EXPECT_TRUE(chunk.starts_with("{\"EventType\":\"" + std::string(event) +
                                  "\",\"FragmentTimecode\":1700000000000,\"FragmentNumber\":\""))
        << chunk;
    EXPECT_EQ(chunk.find('\n'), chunk.size() - 1);
  }
}

TEST_F(PutMediaTest, TakesBytesInAnyPieces) {
  const auto bytes = mkv_header() + tags("name", "value") + cluster(kStart) + end_of_fragment() + cluster(kStart + 120);
  const auto whole = answers(bytes);
  ASSERT_EQ(whole.size(), 6U);
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    auto producer = put();
    producer.send(bytes.substr(0, at));
    producer.send(bytes.substr(at));
    producer.finish();
    ASSERT_EQ(producer.acks(), whole) << at;
  }
  auto producer = put();
  for (const char byte : bytes) producer.send({byte});
  producer.finish();
  EXPECT_EQ(producer.acks(), whole);
  EXPECT_EQ(stored(), 2 * (bytes.size() + 1));
}

TEST_F(PutMediaTest, ATruncatedStreamIsNoFragment) {
  const auto bytes = mkv_header() + cluster(kStart, {{0, true, 1, std::string(200, 'x')}});
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    const auto acks = answers(bytes.substr(0, size));
    if (size == mkv_header().size()) continue;  // whole, if without media
    ASSERT_FALSE(acks.empty()) << size;
    ASSERT_EQ(acks.back().substr(0, 10), "ERROR 4006") << size;
  }
  EXPECT_EQ(stored(), 0U);
  EXPECT_EQ(answers(bytes).size(), 3U);
  EXPECT_TRUE(answers("").empty());
}

TEST_F(PutMediaTest, TheEndTagEndsAFragmentAtOnce) {
  auto producer = put();
  producer.send(mkv_header() + cluster(kStart) + end_of_fragment());
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(producer.ack().is_null());
  EXPECT_EQ(stored(), 1U);
  producer.send(cluster(kStart + 5000));
  EXPECT_EQ(producer.ack()["EventType"], "BUFFERING");
}

TEST_F(PutMediaTest, AFragmentWhoseConnectionDiesIsForgotten) {
  auto producer = put();
  producer.send(mkv_header() + cluster(kStart) + cluster(kStart + 120));
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(producer.ack().is_null());
  producer.client.reset();
  EXPECT_TRUE(eventually([&] { return emulator_->sessions().back().ended.has_value(); }));
  EXPECT_EQ(stored(), 1U);
}

TEST_F(PutMediaTest, AddsTheStartToRelativeTimeCodes) {
  EXPECT_EQ(answers(mkv_header() + cluster(500), {{"x-amzn-fragment-timecode-type", "RELATIVE"},
                                                  {"x-amzn-producer-start-timestamp", "1700000000.25"}}),
            (Strings{"BUFFERING 500", "RECEIVED 500", "PERSISTED 500"}));
  const auto info = emulator_->fragments("cam").front();
  EXPECT_EQ(info.producer_ms, 1'700'000'000'750);
  EXPECT_EQ(emulator_->fragment("cam", info.number).frames[1].time_ms, 1'700'000'000'790);
}

TEST_F(PutMediaTest, KeepsTheProducersTags) {
  answers(mkv_header() + tags("place", "door") + cluster(kStart) + tags("place", "yard") + cluster(kStart + 120));
  const auto fragments = emulator_->fragments("cam");
  ASSERT_EQ(fragments.size(), 2U);
  const auto first = emulator_->fragment("cam", fragments[0].number).tags;
  EXPECT_EQ(std::string(first.begin(), first.end()), tags("place", "door"));
  const auto second = emulator_->fragment("cam", fragments[1].number).tags;
  EXPECT_EQ(std::string(second.begin(), second.end()), tags("place", "yard"));
}

TEST_F(PutMediaTest, HoldsTheLimits) {
  const auto begin = mkv_header();
  std::string eleven;
  for (int i = 0; i < 11; ++i) eleven += tags("n" + std::to_string(i), "v");
  const struct {
    const char* what;
    std::string bytes;
    const char* error;
  } rows[] = {
      {"no header", cluster(kStart), "ERROR 4006"},
      {"a block first", std::string("\xA3\x85\x81\x00\x00\x80x", 7), "ERROR 4006"},
      {"no tracks", mkv_header({}) + cluster(kStart), "ERROR 4006"},
      {"no key frame first", begin + cluster(kStart, {{0, false}, {40, true}}), "ERROR 4006"},
      {"no frames", begin + cluster(kStart, {}) + cluster(kStart + 40), "ERROR 4011"},
      {"a cluster that only begins",
       begin + cluster(kStart) + cluster(kStart + 120, {}).substr(0, 5) + end_of_fragment(), "ERROR 4006"},
      {"a second header", begin + cluster(kStart) + begin, "ERROR 4006"},
      {"nonsense", begin + cluster(kStart) + std::string(64, '\0'), "ERROR 4006"},
      {"a longer fragment", begin + cluster(kStart, {{0, true}, {20'001, false}}), "ERROR 4002"},
      {"not later", begin + cluster(kStart) + cluster(kStart + 80), "ERROR 4004"},
      {"earlier", begin + cluster(kStart) + cluster(kStart - 1000), "ERROR 4004"},
      {"4 tracks", mkv_header({{1}, {2}, {3}, {4}}) + cluster(kStart), "ERROR 4005"},
      {"11 tags", begin + eleven + cluster(kStart), "ERROR 4009"},
      {"a long name", begin + tags(std::string(129, 'n'), "v"), "ERROR 4009"},
      {"a long value", begin + tags("n", std::string(257, 'v')), "ERROR 4009"},
      {"a reserved name", begin + tags("AWSx", "v"), "ERROR 4009"},
      {"an unknown track", begin + cluster(kStart, {{0, true, 2}}), "ERROR 4010"},
      {"an empty track", mkv_header({{1}, {2, 2, "A_AAC"}}) + cluster(kStart) + end_of_fragment(), "ERROR 4011"},
  };
  for (const auto& [what, bytes, error] : rows) EXPECT_EQ(error_of(bytes), error) << what;
}

TEST_F(PutMediaTest, TakesWhatIsJustWithinTheLimits) {
  std::string ten;
  for (int i = 0; i < 10; ++i) ten += tags(std::string(127, 'n') + std::to_string(i), std::string(256, 'v'));
  const auto sound = mkv_header({{1}, {2, 2, "A_AAC"}, {3, 2, "A_AAC"}});
  EXPECT_EQ(answers(sound + ten + cluster(kStart, {{0, true}, {10, true, 2}, {20, true, 3}, {20'000, false}})).size(),
            3U);
}

TEST_F(PutMediaTest, BoundsTheSizeOfAFragment) {
  options_.fragment_bytes = 10'000;
  restart();
  EXPECT_EQ(answers(mkv_header() + cluster(kStart, {{0, true, 1, std::string(9'000, 'x')}})).size(), 3U);
  EXPECT_EQ(error_of(mkv_header() + cluster(kStart, {{0, true, 1, std::string(11'000, 'x')}})), "ERROR 4001");
  std::vector<MadeFrame> many(12, {0, true, 1, std::string(1'000, 'x')});
  EXPECT_EQ(error_of(mkv_header() + cluster(kStart, many)), "ERROR 4001");
}

TEST_F(PutMediaTest, AnElementThatClaimsTooMuchIsRefused) {
  EXPECT_EQ(error_of(mkv_header() + std::string("\x12\x54\xC3\x67\x01\x00\x00\xFF\xFF\xFF\xFF\xFF", 12)), "ERROR 4006");
}

TEST_F(PutMediaTest, WithoutRetentionNothingIsPersisted) {
  call("/createStream", {{"StreamName", "live"}});
  EXPECT_EQ(answers(mkv_header() + cluster(kStart), {{"x-amzn-stream-name", "live"}}),
            (Strings{"BUFFERING 1700000000000", "RECEIVED 1700000000000"}));
}

TEST_F(PutMediaTest, WithoutRequiredAcknowledgementsThereAreNone) {
  EXPECT_TRUE(answers(mkv_header() + cluster(kStart), {{"x-amzn-fragment-acknowledgment-required", "0"}}).empty());
  EXPECT_EQ(stored(), 1U);
}

TEST_F(PutMediaTest, RefusesRequestsThatSayTooLittle) {
  put({{"x-amzn-stream-name", "none"}}, 404);
  put({{"x-amzn-stream-name", ""}}, 400);
  put({{"x-amzn-stream-arn", "arn:x"}}, 400);
  put({{"x-amzn-fragment-timecode-type", "SOME"}}, 400);
  put({{"x-amzn-producer-start-timestamp", "yesterday"}}, 400);
  put({{"x-amzn-fragment-timecode-type", "RELATIVE"}, {"x-amzn-producer-start-timestamp", ""}}, 400);
  const auto arn = emulator_->stream("cam").arn;
  put({{"x-amzn-stream-name", ""}, {"x-amzn-stream-arn", arn}});
  keys_.secret_access_key = Secret("wrong");
  put({}, 403);
}

TEST_F(PutMediaTest, ANewerConnectionEndsTheOlderOne) {
  options_.overlap = 200ms;
  restart();
  auto older = put();
  older.send(mkv_header() + cluster(kStart));
  EXPECT_EQ(older.ack()["EventType"], "BUFFERING");
  auto newer = put();
  older.send(end_of_fragment());  // both go on for a while
  EXPECT_EQ(older.ack()["EventType"], "RECEIVED");
  EXPECT_EQ(older.acks(), Strings{"PERSISTED 1700000000000"});
  EXPECT_TRUE(older.client.closed_within(5s));
  newer.send(mkv_header() + cluster(kStart + 120));
  EXPECT_EQ(newer.ack()["EventType"], "BUFFERING");
}

TEST_F(PutMediaTest, EndsAConnectionThatIsTooOld) {
  options_.connection_life = 200ms;
  restart();
  EXPECT_EQ(put().acks(), Strings{"ERROR 4003"});
}

TEST_F(PutMediaTest, EndsWhenTheStreamIsDeleted) {
  auto producer = put();
  producer.send(mkv_header() + cluster(kStart));
  EXPECT_EQ(producer.ack()["EventType"], "BUFFERING");
  EXPECT_EQ(call("/deleteStream", {{"StreamARN", emulator_->stream("cam").arn}}).status, 200);
  EXPECT_EQ(producer.acks(), Strings{"ERROR 4008"});
}

TEST_F(PutMediaTest, SaysThatItIsIdle) {
  options_.idle_interval = 50ms;
  restart();
  auto producer = put();
  EXPECT_EQ(producer.client.chunk(), "{\"EventType\":\"IDLE\"}\n");
  EXPECT_EQ(producer.client.chunk(), "{\"EventType\":\"IDLE\"}\n");
}

TEST_F(PutMediaTest, ClosesASilentConnection) {
  options_.silence = 200ms;
  restart();
  EXPECT_TRUE(put().client.closed_within(5s));
}

TEST_F(PutMediaTest, KeepsFragmentsOverARestart) {
  answers(mkv_header() + cluster(kStart));
  const auto before = emulator_->fragments("cam").front();
  restart();
  answers(mkv_header() + cluster(kStart + 120));
  const auto after = emulator_->fragments("cam");
  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(after[0].number, before.number);
  EXPECT_GT(after[1].number, before.number);
  EXPECT_EQ(emulator_->fragment("cam", before.number).frames.size(), 3U);
}

TEST_F(PutMediaTest, LogsSessionsWithTheArrivalOfEachFrame) {
  const auto before = std::chrono::system_clock::now();
  answers(mkv_header() + cluster(kStart));
  const auto session = emulator_->sessions().back();
  EXPECT_EQ(session.stream, "cam");
  EXPECT_EQ(session.access_key, emulator::kTestAccessKey);
  EXPECT_TRUE(session.header_seen);
  EXPECT_EQ(session.fragments, std::vector<std::int64_t>{static_cast<std::int64_t>(kStart)});
  EXPECT_EQ(session.bytes, (mkv_header() + cluster(kStart)).size());
  EXPECT_EQ(session.acks.size(), 3U);
  ASSERT_EQ(session.frames.size(), 3U);
  EXPECT_EQ(session.frames[1].time_ms, static_cast<std::int64_t>(kStart) + 40);
  EXPECT_GE(session.frames[0].arrived, before);
  EXPECT_LE(session.frames[2].arrived, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace skyline::test
