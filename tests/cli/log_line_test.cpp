// SPDX-License-Identifier: Apache-2.0
#include "cli/log_line.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::system_clock::time_point kTime{1'700'000'000s + 7ms};

class LogLineTest : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TZ", "UTC-05:30", 1);  // ahead of UTC, in the notation of POSIX
    ::tzset();
  }
  void TearDown() override {
    ::unsetenv("TZ");
    ::tzset();
  }
};

TEST_F(LogLineTest, ForPeopleIsInLocalTime) {
  EXPECT_EQ(text_line({kTime, LogLevel::kWarning, "rtsp", "a viewer left"}, false),
            "2023-11-15T03:43:20.007+05:30 warning rtsp: a viewer left\n");
}

TEST_F(LogLineTest, ForPeopleHasTheLevelInColour) {
  EXPECT_EQ(text_line({kTime, LogLevel::kError, "rtsp", "no"}, true),
            "2023-11-15T03:43:20.007+05:30 \x1b[31merror\x1b[0m rtsp: no\n");
}

TEST_F(LogLineTest, NothingInAMessageLooksLikeAnotherLine) {
  const auto line = text_line({kTime, LogLevel::kInfo, "a", "b\nforged\n  c\r\x1b[31md\x7f\te"}, false);
  EXPECT_EQ(line, "2023-11-15T03:43:20.007+05:30 info a: b\n  forged\n  c  [31md  e\n");
}

TEST_F(LogLineTest, AsJsonIsOneObjectInUtc) {
  const auto line = json_line({kTime, LogLevel::kDebug, "kvs", "two\nlines \"and\" \xff \x1b"});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed, nlohmann::json({{"time", "2023-11-14T22:13:20.007Z"},
                                    {"level", "debug"},
                                    {"category", "kvs"},
                                    {"message", "two\nlines \"and\" \uFFFD \x1b"}}));
}

TEST_F(LogLineTest, MillisecondsOfTimesBefore1970CountForwards) {
  const auto line = json_line({kTime - 1'700'000'001s, LogLevel::kInfo, "a", "b"});
  EXPECT_NE(line.find("1969-12-31T23:59:59.007Z"), std::string::npos) << line;
}

TEST(LogFormat, IsOneOfTwo) {
  EXPECT_EQ(parse_log_format("text"), LogFormat::kText);
  EXPECT_EQ(parse_log_format("json"), LogFormat::kJson);
  EXPECT_THROW(static_cast<void>(parse_log_format("xml")), UsageError);
}

}  // namespace
}  // namespace skyline::cli
