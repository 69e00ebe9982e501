// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/spool.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "fake_units.hpp"
#include "outputs/kinesis/backlog_feed.hpp"
#include "skyline/error.hpp"
#include "support/process.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::uint64_t kQuota = 1U << 20U;

class SpoolTest : public testing::Test {
 protected:
  /// A fragment that can be told by its number, `bytes` long without its header.
  std::string store(Spool& spool, int number, std::size_t bytes = 1000) {
    Bytes cluster;
    append_cluster_head(1'700'000'000'000 + number * 1000, cluster);
    const auto head = cluster.size();
    Bytes rest(bytes - head, static_cast<std::uint8_t>(number));
    return spool.store(
        1'700'000'000'000 + number * 1000, header_,
        {std::make_shared<const Bytes>(std::move(cluster)), std::make_shared<const Bytes>(std::move(rest))});
  }
  void store_backlog(Spool& spool, int from, int to) {
    for (int number = from; number < to; ++number) {
      const auto name = store(spool, number);
      ASSERT_TRUE(spool.flush(10s));
      ASSERT_TRUE(spool.leave(name));
    }
  }
  /// The numbers of the backlog, oldest first.
  static std::vector<int> backlog(Spool& spool) {
    std::vector<int> numbers;
    std::string after;
    while (const auto fragment = spool.next_of_backlog(after)) {
      numbers.push_back(fragment->parts->back());
      after = fragment->name;
    }
    return numbers;
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(dir_), fs::directory_iterator{})) - 1;  // lock
  }

  const test::TemporaryFolder folder_;
  const std::string root_ = folder_.file("spool");
  const fs::path dir_ = fs::path(root_) / "cam";
  const SharedBytes header_ = std::make_shared<const Bytes>(mkv_header(*test::fake_config()));
};

TEST_F(SpoolTest, FilesAreWholeAndPrivateAndOutliveTheProcess) {
  {
    Spool spool(root_, "cam", kQuota);
    store_backlog(spool, 1, 4);
    static_cast<void>(store(spool, 4));  // still in memory
  }
  struct stat status {};
  for (const auto& file : fs::directory_iterator(dir_)) {
    ASSERT_EQ(0, stat(file.path().c_str(), &status));
    EXPECT_EQ(0600U, status.st_mode & 0777U) << file.path();
  }
  ASSERT_EQ(0, stat(dir_.c_str(), &status));
  EXPECT_EQ(0700U, status.st_mode & 0777U);
  Spool spool(root_, "cam", kQuota);
  EXPECT_EQ((std::vector<int>{1, 2, 3, 4}), backlog(spool));
  EXPECT_EQ(4U, spool.counts().recovered);
  EXPECT_EQ(*header_, *spool.next_of_backlog("")->header);
}

TEST_F(SpoolTest, WhatIsPersistedIsRemoved) {
  Spool spool(root_, "cam", kQuota);
  const auto written = store(spool, 1);
  ASSERT_TRUE(spool.flush(10s));
  EXPECT_EQ(1U, files());
  spool.remove(written);
  const auto not_yet = store(spool, 2);
  spool.remove(not_yet);
  ASSERT_TRUE(spool.flush(10s));
  EXPECT_EQ(0U, files());
  EXPECT_EQ(0U, spool.counts().bytes);
}

TEST_F(SpoolTest, TheQuotaDropsTheOldestAndCounts) {
  Spool spool(root_, "cam", 10'000);
  store_backlog(spool, 0, 20);
  ASSERT_TRUE(spool.flush(10s));
  const auto counts = spool.counts();
  EXPECT_LE(counts.bytes, 10'000U);
  EXPECT_EQ(20U, counts.dropped + counts.backlog);
  const auto left = backlog(spool);
  ASSERT_FALSE(left.empty());
  EXPECT_EQ(19, left.back());
  EXPECT_EQ(left.size(), files());
}

TEST_F(SpoolTest, OneProcessAtATime) {
  const Spool spool(root_, "cam", kQuota);
  EXPECT_THROW(Spool(root_, "cam", kQuota), Error);
  const Spool other(root_, "door", kQuota);
}

TEST_F(SpoolTest, LeftoversAreRemovedAndStrangersLeftAlone) {
  fs::create_directories(dir_);
  std::ofstream(dir_ / "01700000000000-00000001-100.mkv.part") << "half";
  std::ofstream(dir_ / "notes.txt") << "mine";
  std::ofstream(dir_ / "x-y-z.mkv") << "not ours";
  fs::create_symlink("/etc/passwd", dir_ / "01700000000000-00000002-100.mkv");
  Spool spool(root_, "cam", kQuota);
  EXPECT_TRUE(backlog(spool).empty());
  EXPECT_FALSE(fs::exists(dir_ / "01700000000000-00000001-100.mkv.part"));
  EXPECT_TRUE(fs::exists(dir_ / "notes.txt"));
  EXPECT_TRUE(fs::exists(dir_ / "x-y-z.mkv"));
}

TEST_F(SpoolTest, DamagedFilesAreSetAsideAndCounted) {
  {
    Spool spool(root_, "cam", kQuota);
    store_backlog(spool, 1, 4);
  }
  std::vector<fs::path> paths(fs::directory_iterator(dir_), fs::directory_iterator{});
  std::ranges::sort(paths);
  fs::resize_file(paths[0], 20);
  std::fstream(paths[1], std::ios::in | std::ios::out | std::ios::binary) << "garbage";
  Spool spool(root_, "cam", kQuota);
  EXPECT_EQ((std::vector<int>{3}), backlog(spool));
  EXPECT_EQ(2U, spool.counts().dropped);
  EXPECT_EQ(3U, spool.counts().recovered);
  EXPECT_TRUE(fs::exists(paths[0].string() + ".damaged"));
}

TEST_F(SpoolTest, EveryTruncationIsSetAside) {
  std::string name;
  {
    Spool spool(root_, "cam", kQuota);
    name = store(spool, 1, 40);
    ASSERT_TRUE(spool.flush(10s));
  }
  const auto whole = test::read_file(dir_ / name);
  for (std::size_t size = 0; size < header_->size() + 4; ++size) {
    std::ofstream(dir_ / name, std::ios::binary) << whole.substr(0, size);
    Spool spool(root_, "cam", kQuota);
    EXPECT_TRUE(backlog(spool).empty()) << size;
  }
}

TEST_F(SpoolTest, WhatCannotBeWrittenStaysInMemory) {
  Spool spool(root_, "cam", kQuota);
  fs::remove_all(dir_);
  const auto name = store(spool, 1);
  ASSERT_TRUE(spool.flush(10s));
  EXPECT_FALSE(spool.written(name));
  EXPECT_FALSE(spool.leave(name));
  EXPECT_EQ(0U, spool.counts().bytes);
}

TEST_F(SpoolTest, AFolderThatCannotBeUsedIsSaidAtOnce) {
  std::ofstream(root_) << "a file";
  EXPECT_THROW(Spool(root_, "cam", kQuota), Error);
}

TEST_F(SpoolTest, ABatchKeepsItsBudgetButTakesOneAtLeast) {
  Spool spool(root_, "cam", kQuota);
  store_backlog(spool, 1, 8);
  const auto taken = [&](std::uint64_t budget) {
    BacklogFeed feed(spool, budget, std::chrono::steady_clock::now() + 1h);
    Cursor cursor{.fragment = 1};
    int count = 0;
    while (feed.next(cursor)) ++count;
    EXPECT_TRUE(feed.exhausted());
    return count;
  };
  EXPECT_EQ(1, taken(0));
  EXPECT_EQ(2, taken(3'000));
  EXPECT_EQ(7, taken(kQuota));
}

TEST_F(SpoolTest, ABatchRemovesWhatIsSettledOnly) {
  Spool spool(root_, "cam", kQuota);
  store_backlog(spool, 1, 5);
  BacklogFeed feed(spool, kQuota, std::chrono::steady_clock::now() + 1h);
  Cursor cursor{.fragment = 1};
  while (feed.next(cursor)) continue;
  feed.persisted(1);
  feed.rejected(3);
  feed.persisted(99);
  EXPECT_EQ((std::vector<int>{2, 4}), backlog(spool));
}

}  // namespace
}  // namespace skyline::kinesis
