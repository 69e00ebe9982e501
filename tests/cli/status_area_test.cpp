// SPDX-License-Identifier: Apache-2.0
#include "cli/status_area.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <optional>

namespace skyline::cli {
namespace {

/// A terminal of 5 rows and 20 columns whose other end the test reads.
class StatusAreaTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(grantpt(master_), 0);
    ASSERT_EQ(unlockpt(master_), 0);
    fd_ = open(ptsname(master_), O_RDWR | O_NOCTTY);
    ASSERT_GE(fd_, 0);
    resize(20);
    area_.emplace(fd_);
  }
  void TearDown() override {
    close(fd_);
    close(master_);
  }

  void resize(unsigned short columns) const {
    const winsize size{.ws_row = 5, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ASSERT_EQ(ioctl(fd_, TIOCSWINSZ, &size), 0);
  }

  /// What has been written since the last call; a pseudo terminal has it at the other end at once, with "\r\n" for
  /// "\n".
  [[nodiscard]] std::string seen() const {
    std::string text;
    std::array<char, 256> part{};
    pollfd readable{master_, POLLIN, 0};
    while (poll(&readable, 1, text.empty() ? 1000 : 0) > 0) {
      const auto count = read(master_, part.data(), part.size());
      if (count <= 0) break;
      text.append(part.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

  int master_ = posix_openpt(O_RDWR | O_NOCTTY);
  int fd_ = -1;
  std::optional<StatusArea> area_;
};

TEST_F(StatusAreaTest, ReplacesItself) {
  area_->show({"one", "two"});
  EXPECT_EQ(seen(), "\rone\r\r\ntwo");
  area_->show({"three"});
  EXPECT_EQ(seen(), "\x1b[A\r\x1b[J\rthree");
  area_->show({});
  EXPECT_EQ(seen(), "\r\x1b[J");
}

TEST_F(StatusAreaTest, StaysBelowWhatIsWritten) {
  area_->write_above("before\n");
  EXPECT_EQ(seen(), "before\r\n");
  area_->show({"status"});
  static_cast<void>(seen());
  area_->write_above("line\n");
  EXPECT_EQ(seen(), "\r\x1b[Jline\r\n\rstatus");
}

TEST_F(StatusAreaTest, CutsToTheTerminalAndLosesColoursWithIt) {
  area_->show({"\x1b[32mgreen\x1b[0m", "\x1b[32m1234567890123456789\x1b[0m"});
  EXPECT_EQ(seen(), "\r\x1b[32mgreen\x1b[0m\r\r\n12345678901234...");
}

TEST_F(StatusAreaTest, LeavesARowForTheLog) {
  area_->show({"1", "2", "3", "4", "5"});
  EXPECT_EQ(seen(), "\r1\r\r\n2\r\r\n3\r\r\nand 2 more");
}

TEST_F(StatusAreaTest, TakesNothingBackOnceTheTerminalIsTooNarrowForIt) {
  area_->show({"one", "123456789012"});
  static_cast<void>(seen());
  resize(10);
  area_->show({"one", "two"});
  EXPECT_EQ(seen(), "\r\r\n\rone\r\r\ntwo");
}

TEST_F(StatusAreaTest, GoesAwayForOthers) {
  area_->show({"status"});
  static_cast<void>(seen());
  area_->hide();
  EXPECT_EQ(seen(), "\r\x1b[J");
  area_->draw();
  EXPECT_EQ(seen(), "\rstatus");
  area_->show({"one", "two"});
  static_cast<void>(seen());
  area_->leave();
  EXPECT_EQ(seen(), "\x1b[A\r\x1b[J");
}

}  // namespace
}  // namespace skyline::cli
