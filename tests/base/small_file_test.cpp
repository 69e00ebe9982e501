// SPDX-License-Identifier: Apache-2.0
#include "base/small_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "skyline/error.hpp"

namespace skyline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class SmallFile : public testing::Test {
 protected:
  SmallFile() : folder_(fs::temp_directory_path() / ("skyline-" + std::to_string(getpid()))) {
    fs::create_directory(folder_);
  }
  ~SmallFile() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    std::ofstream(path(name)) << text;
    chmod(path(name).c_str(), mode);
    return path(name);
  }
  static std::string refusal(const std::string& file, const FileRules& rules) {
    try {
      static_cast<void>(read_small_file(file, rules));
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  }

 private:
  fs::path folder_;
};

TEST_F(SmallFile, IsReadWhole) {
  const std::string text("a\0b\nlast line", 13);
  EXPECT_EQ(read_small_file(write("a", text), {}), text);
  EXPECT_EQ(read_small_file(write("empty", ""), {}), "");
  fs::create_symlink(path("a"), path("link"));
  EXPECT_EQ(read_small_file(path("link"), {}), text);
  EXPECT_EQ(require_small_file(path("a"), {}), text);
}

TEST_F(SmallFile, ThatIsMissingIsNothing) {
  write("a", "");
  EXPECT_EQ(read_small_file(path("missing"), {}), std::nullopt);
  EXPECT_EQ(read_small_file(path("a/below a file"), {}), std::nullopt);
  EXPECT_THROW(static_cast<void>(require_small_file(path("missing"), {})), Error);
}

TEST_F(SmallFile, OfTheWrongKindIsRefusedWithoutWaiting) {
  ASSERT_EQ(mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_THAT(refusal(path("fifo"), {}), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal(path(""), {}), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal("/dev/zero", {}), HasSubstr("not a regular file"));
  fs::create_symlink(path("loop"), path("loop"));
  EXPECT_THAT(refusal(path("loop"), {}), HasSubstr("loop"));
}

TEST_F(SmallFile, HasALimit) {
  const auto file = write("a", "12345");
  EXPECT_EQ(read_small_file(file, {.most_bytes = 5}), "12345");
  EXPECT_THAT(refusal(file, {.most_bytes = 4}), HasSubstr("longer than 4"));
  const auto sparse = write("sparse", "");
  fs::resize_file(sparse, 1ULL << 30);
  EXPECT_THAT(refusal(sparse, {}), HasSubstr("longer than 65536"));
  // Files of the kernel say that they have no bytes.
  EXPECT_THAT(refusal("/proc/self/maps", {.most_bytes = 10}), HasSubstr("longer than 10"));
}

TEST_F(SmallFile, ThatOthersMayWriteIsRefusedAndItsTextNotShown) {
  const auto file = write("a", "SECRET", 0666);
  EXPECT_THAT(refusal(file, {}), HasSubstr("chmod o-w"));
  EXPECT_THAT(refusal(file, {}), Not(HasSubstr("SECRET")));
  EXPECT_EQ(read_small_file(write("group", "x", 0660), {}), "x");
}

TEST_F(SmallFile, CanHaveToBeOurs) {
  const auto file = write("a", "x");
  EXPECT_EQ(read_small_file(file, {.ours = true}), "x");
  if (geteuid() == 0) {  // only root can give a file away
    ASSERT_EQ(chown(file.c_str(), 4711, 4711), 0);
    EXPECT_THAT(refusal(file, {.ours = true}), HasSubstr("another user"));
    EXPECT_EQ(read_small_file(file, {}), "x");
  }
}

TEST_F(SmallFile, IsReplacedAtOnceAndPrivately) {
  const auto file = write("a", "old", 0644);
  const auto before = file_stamp(file);
  replace_private_file(file, "new");
  EXPECT_EQ(read_small_file(file, {}), "new");
  EXPECT_NE(file_stamp(file), before);
  struct stat status {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(SmallFile, ReplacesALinkAndLeavesItsTarget) {
  const auto target = write("target", "untouched");
  fs::create_symlink(target, path("link"));
  replace_private_file(path("link"), "new");
  EXPECT_EQ(read_small_file(target, {}), "untouched");
  EXPECT_FALSE(fs::is_symlink(path("link")));
  EXPECT_EQ(read_small_file(path("link"), {}), "new");
}

TEST_F(SmallFile, LeavesNothingBehindWhenItCannotBeWritten) {
  fs::create_directory(path("folder"));
  fs::create_directory(path("folder/child"));
  EXPECT_THROW(replace_private_file(path("folder"), "x"), Error);
  EXPECT_THROW(replace_private_file(path("missing/a"), "x"), Error);
  EXPECT_EQ(std::distance(fs::directory_iterator(path("")), {}), 1);
}

TEST_F(SmallFile, HasAStampThatSeesEveryReplacement) {
  const auto file = write("a", "1234");
  auto stamp = file_stamp(file);
  EXPECT_EQ(file_stamp(file), stamp);
  for (int i = 0; i < 20; ++i) {
    replace_private_file(file, "1234");
    EXPECT_NE(file_stamp(file), stamp);
    stamp = file_stamp(file);
  }
  EXPECT_EQ(file_stamp(path("missing")), std::nullopt);
}

}  // namespace
}  // namespace skyline
