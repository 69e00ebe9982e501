// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/console.hpp"
#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

TEST(Url, IsTakenApart) {
  struct Row {
    const char* url;
    const char* bare;
    const char* shown;
    const char* user;
    const char* password;
  };
  for (const auto& row : {
           Row{"rtsp://cam/live", "rtsp://cam/live", "rtsp://cam", "", ""},
           Row{"rtsp://u:p@cam:554/a?b=c", "rtsp://cam:554/a?b=c", "rtsp://cam:554", "u", "p"},
           Row{"rtsp://u@cam/", "rtsp://cam/", "rtsp://cam", "u", ""},
           Row{"rtsp://u:p@ss:w@cam/x", "rtsp://cam/x", "rtsp://cam", "u", "p@ss:w"},
           Row{"rtsps://u%40h:%2F%3a%zz%4@[::1]:322/x", "rtsps://[::1]:322/x", "rtsps://[::1]:322", "u@h", "/:%zz%4"},
           Row{"rtsp://cam/user=admin&password=x", "rtsp://cam/user=admin&password=x", "rtsp://cam", "", ""},
           Row{"rtsp://cam/a@b", "rtsp://cam/a@b", "rtsp://cam", "", ""},
       }) {
    const auto parts = split_url(row.url);
    EXPECT_EQ(parts.bare, row.bare);
    EXPECT_EQ(parts.shown, row.shown);
    EXPECT_EQ(parts.user, row.user);
    EXPECT_EQ(parts.password, row.password);
  }
}

TEST(Url, MalformedOnesAreRefusedWithoutShowingThem) {
  for (const auto* url : {"rtsp://", "rtsp://u:secret@", "rtsp://u:secret@:554/", "rtsp://u:secret/x@cam/live",
                          "rtsp://cam:port/secret", "rtsp://cam:70000/secret"}) {
    try {
      static_cast<void>(split_url(url));
      ADD_FAILURE() << url;
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("secret")));
    }
  }
}

TEST(Url, UsersAndPasswordsInTextAreMasked) {
  EXPECT_EQ(mask_urls("nothing to hide @ all"), "nothing to hide @ all");
  EXPECT_EQ(mask_urls("not expected: rtsp://u:p@cam/x; see help"), "not expected: rtsp://***@cam/x; see help");
  EXPECT_EQ(mask_urls("rtsp://u:p/q@cam/x"), "rtsp://***@cam/x");
  EXPECT_EQ(mask_urls("rtsp://a:b@c/ and rtsps://d:e@f@g"), "rtsp://***@c/ and rtsps://***@g");
}

}  // namespace
}  // namespace skyline::cli
