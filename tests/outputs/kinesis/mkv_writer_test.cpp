// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/mkv_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "fake_units.hpp"
#include "gst/runtime.hpp"
#include "support/process.hpp"
#include "support/unit_source.hpp"

namespace skyline::kinesis {
namespace {

bool contains(const Bytes& bytes, const Bytes& part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

TEST(MkvHeader, BeginsWithEbmlAndLeavesTheSegmentOpen) {
  const auto header = mkv_header(*test::fake_config());
  ASSERT_GT(header.size(), 40U);
  EXPECT_TRUE(std::equal(header.begin(), header.begin() + 4, Bytes{0x1a, 0x45, 0xdf, 0xa3}.begin()));
  EXPECT_TRUE(contains(header, {'m', 'a', 't', 'r', 'o', 's', 'k', 'a'}));
  EXPECT_TRUE(contains(header, {0x18, 0x53, 0x80, 0x67, 0xff}));
  EXPECT_TRUE(contains(header, {1, 0x42, 0xc0, 0x0a, 0xff, 0xe1, 0, 22, 0x67}));
}

TEST(MkvHeader, IsTheSameForTheSameParameterSetsOnly) {
  EXPECT_EQ(mkv_header(*test::fake_config()), mkv_header(*test::fake_config()));
  EXPECT_NE(mkv_header(*test::fake_config(0)), mkv_header(*test::fake_config(1)));
}

TEST(MkvHeader, IsEmptyWithoutValidParameterSets) {
  auto config = *test::fake_config();
  config.sps.resize(3);
  EXPECT_TRUE(mkv_header(config).empty());
  config = *test::fake_config();
  config.pps.clear();
  EXPECT_TRUE(mkv_header(config).empty());
}

TEST(MkvBlock, HasItsSizeItsOffsetAndNalLengths) {
  test::FakeUnits units(std::chrono::milliseconds{100}, 12);
  const auto unit = units.next(true);
  Bytes bytes;
  append_block(*unit, 0x1234, bytes);
  const Bytes head{0xa3, 1, 0, 0, 0, 0, 0, 0, 16, 0x81, 0x12, 0x34, 0x80, 0, 0, 0, 8, 0x65};
  ASSERT_EQ(head.size() + 7, bytes.size());
  EXPECT_TRUE(std::equal(head.begin(), head.end(), bytes.begin()));
}

TEST(MkvTags, HaveNameAndValue) {
  const std::vector<Tag> tags{{"door", "open"}, {"empty", ""}};
  Bytes bytes;
  append_tags(tags, bytes);
  EXPECT_TRUE(contains(bytes, {0x45, 0xa3, 0x84, 'd', 'o', 'o', 'r'}));
  EXPECT_TRUE(contains(bytes, {0x44, 0x87, 0x84, 'o', 'p', 'e', 'n'}));
  EXPECT_TRUE(contains(bytes, {0x44, 0x87, 0x80}));
  const Bytes id{0x12, 0x54, 0xc3, 0x67};
  EXPECT_EQ(2, std::count_if(bytes.begin(), bytes.end() - 3,
                             [&](const auto& byte) { return std::equal(id.begin(), id.end(), &byte); }));
}

// What real players make of it: the size, and every frame.
TEST(MkvStream, IsDecodedByFfmpeg) {
  gst::init();
  test::UnitSource source(320, 240);
  Bytes stream;
  for (int i = 0; i < 20; ++i) {
    const auto unit = source.next(i % 10 == 0);
    if (i == 0) stream = mkv_header(*unit->config);
    if (i % 10 == 0) {
      if (i > 0) {
        const auto end = end_of_fragment_tag();
        stream.insert(stream.end(), end.begin(), end.end());
      }
      append_cluster_head(1'700'000'000'000 + i * 100, stream);
    }
    append_block(*unit, static_cast<std::int16_t>(i % 10 * 100), stream);
  }
  const test::TemporaryFolder folder;
  std::ofstream(folder.file("x.mkv"), std::ios::binary)
      .write(reinterpret_cast<const char*>(stream.data()), static_cast<std::streamsize>(stream.size()));
  const auto probe =
      test::run_process({"ffprobe", "-v", "error", "-count_frames", "-show_entries",
                         "stream=codec_name,width,height,nb_read_frames", "-of", "csv=p=0", folder.file("x.mkv")});
  EXPECT_EQ(0, probe.status);
  EXPECT_EQ("h264,320,240,20\n", probe.output);
}

}  // namespace
}  // namespace skyline::kinesis
