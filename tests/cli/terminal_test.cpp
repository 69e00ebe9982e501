// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace skyline::cli {
namespace {

/// A terminal of 20 columns whose other end the test reads.
class Terminal : public ::testing::Test {
 protected:
  void SetUp() override {
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    ASSERT_EQ(::grantpt(master_), 0);
    ASSERT_EQ(::unlockpt(master_), 0);
    fd_ = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
    ASSERT_GE(fd_, 0);
    const winsize size{.ws_row = 5, .ws_col = 20, .ws_xpixel = 0, .ws_ypixel = 0};
    ASSERT_EQ(::ioctl(fd_, TIOCSWINSZ, &size), 0);
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
  }
  void TearDown() override {
    ::close(fd_);
    ::close(master_);
    ::unsetenv("NO_COLOR");
  }

  /// What has been written so far; a pseudo terminal has it at the other end at once.
  [[nodiscard]] std::string seen() const {
    std::string text;
    std::array<char, 256> part{};
    pollfd readable{master_, POLLIN, 0};
    while (::poll(&readable, 1, text.empty() ? 200 : 0) > 0 && (readable.revents & POLLIN) != 0) {
      const auto count = ::read(master_, part.data(), part.size());
      if (count <= 0) break;
      text.append(part.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

  int master_ = -1;
  int fd_ = -1;
};

TEST_F(Terminal, ColoursAreForTerminalsWithoutNoColor) {
  EXPECT_TRUE(takes_colours(fd_));
  ::setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(takes_colours(fd_)) << "an empty NO_COLOR means nothing";
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(takes_colours(fd_));
  EXPECT_TRUE(takes_control_sequences(fd_));
  ::setenv("TERM", "dumb", 1);
  EXPECT_FALSE(takes_control_sequences(fd_));
  EXPECT_TRUE(is_terminal(fd_));
}

TEST_F(Terminal, APipeIsNone) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  EXPECT_FALSE(is_terminal(ends[1]));
  EXPECT_FALSE(takes_colours(ends[1]));
  TransientLine line(ends[1]);
  line.show("something");
  line.clear();
  pollfd readable{ends[0], POLLIN, 0};
  EXPECT_EQ(::poll(&readable, 1, 0), 0) << "nothing is written to a pipe";
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(Terminal, ALineIsReplacedAndVanishes) {
  {
    TransientLine line(fd_);
    EXPECT_TRUE(line.shows());
    line.show("one");
    EXPECT_EQ(seen(), "\r\x1b[Kone");
    line.show("this is longer than the terminal");
    EXPECT_EQ(seen(), "\r\x1b[Kthis is longer t...");
    line.clear();
    EXPECT_EQ(seen(), "\r\x1b[K");
    line.clear();
    EXPECT_EQ(seen(), "") << "what is gone is not taken away again";
    line.show("two");
    static_cast<void>(seen());
  }
  EXPECT_EQ(seen(), "\r\x1b[K") << "it goes with its object";
}

TEST_F(Terminal, QuietShowsNothing) {
  TransientLine line(fd_, false);
  line.show("one");
  EXPECT_EQ(seen(), "");
}

TEST(OneLine, KeepsToTheColumns) {
  EXPECT_EQ(one_line("short", 5), "short");
  EXPECT_EQ(one_line("longer", 5), "lo...");
  EXPECT_EQ(one_line("longer", 3), "lon");
  EXPECT_EQ(one_line("longer", 0), "");
  EXPECT_EQ(one_line("a\nb\x1b[2Jc\x7f", 20), "a b [2Jc ");
  EXPECT_EQ(one_line("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f", 4), "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f");
  EXPECT_EQ(one_line("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f!", 4), "\xc3\xa4...");
}

TEST(Coloured, EndsWhatItBegins) { EXPECT_EQ(coloured("fail", Colour::kRed), "\x1b[31mfail\x1b[0m"); }

}  // namespace
}  // namespace skyline::cli
