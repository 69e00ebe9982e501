// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/retry_buffer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "fake_units.hpp"
#include "skyline/error.hpp"
#include "support/process.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;

/// A buffer that is fed at 10 units a second, a key unit every second: fragments of 10 units.
class RetryBufferTest : public testing::Test {
 protected:
  void feed(RetryBuffer& buffer, int units) {
    for (int i = 0; i < units; ++i) {
      static_cast<void>(buffer.add(units_.next(count_++ % 10 == 0), now_));
      now_ += 100ms;
    }
  }
  /// Takes everything there is, as a connection would; the fragments that were begun.
  static std::vector<std::uint64_t> take_all(RetryBuffer& buffer, Cursor& cursor, int* parts = nullptr) {
    std::vector<std::uint64_t> begun;
    while (const auto part = buffer.next(cursor)) {
      if (part->first) begun.push_back(part->fragment);
      if (parts != nullptr) ++*parts;
    }
    return begun;
  }
  static std::uint64_t accounted(const RetryBuffer::Counts& counts) {
    return counts.persisted + counts.dropped + counts.rejected + counts.pending + counts.left_to_spool;
  }

  test::FakeUnits units_{100ms, 1000};
  int count_ = 0;
  RetryBuffer::SteadyTime now_{1000s};
};

TEST_F(RetryBufferTest, GivesOutEachPartOnceAndWaitsForMore) {
  RetryBuffer buffer({}, nullptr, "x");
  feed(buffer, 15);
  auto cursor = buffer.oldest();
  int parts = 0;
  EXPECT_EQ((std::vector<std::uint64_t>{1, 2}), take_all(buffer, cursor, &parts));
  EXPECT_EQ(15, parts);
  feed(buffer, 1);
  EXPECT_TRUE(buffer.next(cursor));
  EXPECT_FALSE(buffer.next(cursor));
}

TEST_F(RetryBufferTest, ReplaysFromTheBeginningOfTheOldestThatIsNotPersisted) {
  RetryBuffer buffer({}, nullptr, "x");
  feed(buffer, 35);
  auto cursor = buffer.oldest();
  static_cast<void>(take_all(buffer, cursor));
  buffer.persisted(1);
  buffer.persisted(3);
  auto again = buffer.oldest();
  EXPECT_EQ((std::vector<std::uint64_t>{2, 4}), take_all(buffer, again));
  const auto counts = buffer.counts(now_);
  EXPECT_EQ(4U, counts.begun);
  EXPECT_EQ(2U, counts.persisted);
  EXPECT_EQ(2U, counts.pending);
}

TEST_F(RetryBufferTest, DropsTheOldestWholeFragmentWhenFull) {
  RetryBuffer buffer({.bytes = 35'000}, nullptr, "x");
  feed(buffer, 45);
  auto cursor = buffer.oldest();
  EXPECT_EQ(3U, cursor.fragment);
  EXPECT_EQ((std::vector<std::uint64_t>{3, 4, 5}), take_all(buffer, cursor));
  const auto counts = buffer.counts(now_);
  EXPECT_EQ(2U, counts.dropped);
  EXPECT_LE(counts.bytes, 35'000U);
  EXPECT_EQ(counts.begun, accounted(counts));
}

TEST_F(RetryBufferTest, DropsWhatIsTooOld) {
  RetryBuffer buffer({.age = 2500ms}, nullptr, "x");
  feed(buffer, 51);
  EXPECT_EQ(4U, buffer.oldest().fragment);
  EXPECT_EQ(3U, buffer.counts(now_).dropped);
}

TEST_F(RetryBufferTest, KeepsTheFragmentThatIsGoingOut) {
  RetryBuffer buffer({.bytes = 35'000}, nullptr, "x");
  feed(buffer, 15);
  auto cursor = buffer.oldest();
  ASSERT_TRUE(buffer.next(cursor));
  feed(buffer, 40);
  ASSERT_EQ(1U, buffer.oldest().fragment);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(1U, buffer.next(cursor)->fragment) << i;
  buffer.release();
  feed(buffer, 30);
  EXPECT_GT(buffer.oldest().fragment, 1U);
}

TEST_F(RetryBufferTest, AnOpenFragmentThatAloneIsTooMuchIsDroppedToo) {
  RetryBuffer buffer({.bytes = 8'000}, nullptr, "x");
  feed(buffer, 10);
  EXPECT_TRUE(buffer.empty());
  const auto counts = buffer.counts(now_);
  EXPECT_EQ(1U, counts.dropped);
  EXPECT_EQ(counts.begun, accounted(counts));
  EXPECT_GT(counts.units_skipped, 0U);
}

TEST_F(RetryBufferTest, EndingAFragmentTellsTheService) {
  RetryBuffer buffer({}, nullptr, "x");
  feed(buffer, 5);
  EXPECT_TRUE(buffer.idle_since(now_));
  EXPECT_FALSE(buffer.idle_since(now_ - 5s));
  buffer.end_fragment();
  EXPECT_FALSE(buffer.idle_since(now_));
  auto cursor = buffer.oldest();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(buffer.next(cursor)->closes);
  const auto last = buffer.next(cursor);
  ASSERT_TRUE(last);
  EXPECT_TRUE(last->closes);
  EXPECT_EQ(end_of_fragment_tag(), *last->bytes);
  EXPECT_FALSE(buffer.next(cursor));
  buffer.end_fragment();
  EXPECT_EQ(1U, buffer.counts(now_).pending);
}

TEST_F(RetryBufferTest, AnotherSizeGivesAnotherHeader) {
  RetryBuffer buffer({}, nullptr, "x");
  feed(buffer, 20);
  units_.config = test::fake_config(1);
  feed(buffer, 10);
  auto cursor = buffer.oldest();
  std::vector<SharedBytes> headers;
  while (const auto part = buffer.next(cursor)) {
    if (part->first) headers.push_back(part->header);
  }
  ASSERT_EQ(3U, headers.size());
  EXPECT_EQ(headers[0], headers[1]);
  EXPECT_NE(*headers[1], *headers[2]);
}

TEST_F(RetryBufferTest, UnitsWithoutParameterSetsAreCountedNotSent) {
  RetryBuffer buffer({}, nullptr, "x");
  units_.config = std::make_shared<CodecConfig>();
  feed(buffer, 10);
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(10U, buffer.counts(now_).units_skipped);
}

TEST_F(RetryBufferTest, ARejectedFragmentIsPassedOver) {
  RetryBuffer buffer({}, nullptr, "x");
  feed(buffer, 25);
  auto cursor = buffer.oldest();
  ASSERT_TRUE(buffer.next(cursor));
  buffer.rejected(1);
  EXPECT_EQ(2U, buffer.next(cursor)->fragment);
  buffer.rejected(3);  // the open one: the next begins with a key unit
  feed(buffer, 5);
  EXPECT_EQ(1U, buffer.counts(now_).pending);
  feed(buffer, 1);
  EXPECT_EQ(2U, buffer.counts(now_).pending);
  EXPECT_EQ(2U, buffer.counts(now_).rejected);
}

std::string text_of(const Part& part) { return {part.bytes->begin(), part.bytes->end()}; }

TEST_F(RetryBufferTest, MetadataGoesWithTheNextFragmentOnceOrWithAll) {
  RetryBuffer buffer({}, nullptr, "x");
  buffer.add_metadata("site", "north", true);
  buffer.add_metadata("event", "door", false);
  feed(buffer, 30);
  buffer.add_metadata("site", "", true);
  feed(buffer, 10);
  auto cursor = buffer.oldest();
  std::vector<std::pair<bool, bool>> found;
  while (const auto part = buffer.next(cursor)) {
    if (!part->first) continue;
    const auto text = text_of(*part);
    found.emplace_back(text.find("north") != std::string::npos, text.find("door") != std::string::npos);
  }
  EXPECT_EQ((std::vector<std::pair<bool, bool>>{{true, true}, {true, false}, {true, false}, {false, false}}), found);
}

TEST_F(RetryBufferTest, MetadataKeepsTheServicesLimits) {
  RetryBuffer buffer({}, nullptr, "x");
  EXPECT_THROW(buffer.add_metadata("", "v", false), Error);
  EXPECT_THROW(buffer.add_metadata("AWS_X", "v", false), Error);
  EXPECT_THROW(buffer.add_metadata(std::string(129, 'n'), "v", false), Error);
  EXPECT_THROW(buffer.add_metadata("n", std::string(257, 'v'), false), Error);
  for (int i = 0; i < 10; ++i) buffer.add_metadata(std::to_string(i), "v", i % 2 == 0);
  EXPECT_THROW(buffer.add_metadata("eleventh", "v", false), Error);
  buffer.add_metadata("0", "other", true);  // replaces
}

TEST_F(RetryBufferTest, WithASpoolNothingIsLostWhenTheMemoryIsFull) {
  const test::TemporaryFolder folder;
  Spool spool(folder.file("spool"), "x", 1U << 20U);
  RetryBuffer buffer({.bytes = 35'000}, &spool, "x");
  for (int i = 0; i < 10; ++i) {
    feed(buffer, 10);
    ASSERT_TRUE(spool.flush(10s));
  }
  const auto counts = buffer.counts(now_);
  EXPECT_EQ(0U, counts.dropped);
  EXPECT_EQ(10U, counts.begun);
  EXPECT_EQ(counts.begun, accounted(counts));
  EXPECT_EQ(counts.left_to_spool, spool.counts().backlog);
}

TEST_F(RetryBufferTest, WithASpoolOldFragmentsLeaveTheMemory) {
  const test::TemporaryFolder folder;
  Spool spool(folder.file("spool"), "x", 1U << 20U);
  RetryBuffer buffer({}, &spool, "x");
  for (int i = 0; i < 30; ++i) {
    feed(buffer, 10);
    ASSERT_TRUE(spool.flush(10s));
  }
  EXPECT_LE(buffer.counts(now_).pending, 17U);
  EXPECT_GE(spool.counts().backlog, 13U);
  buffer.persisted(buffer.oldest().fragment);
  ASSERT_TRUE(spool.flush(10s));
  EXPECT_EQ(1U, buffer.counts(now_).persisted);
}

}  // namespace
}  // namespace skyline::kinesis
