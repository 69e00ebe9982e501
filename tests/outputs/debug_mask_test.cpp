// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/debug_mask.hpp"

#include <gtest/gtest.h>

namespace skyline::rtsp {
namespace {

TEST(DebugMask, HidesPasswordsAndHeaders) {
  const std::pair<const char*, const char*> rows[] = {
      {"to rtsp://joe:secret@host:554/live now", "to rtsp://joe:***@host:554/live now"},
      {"rtsp://joe:a@b@host/x rtsps://u:p@h", "rtsp://joe:***@host/x rtsps://u:***@h"},
      {"rtsp://host:554/live?x=a:b@c", "rtsp://host:554/live?x=a:b@c"},
      {"rtsp://joe@host/live", "rtsp://joe@host/live"},
      {"Authorization: Digest username=\"joe\"\r\nCSeq: 1", "Authorization:***\r\nCSeq: 1"},
      {"value 'Basic am9l'", "value 'Basic ***"},
      {"nothing here: ://", "nothing here: ://"},
      {"", ""},
  };
  for (const auto& [text, masked] : rows) EXPECT_EQ(mask_credentials(text), masked);
}

}  // namespace
}  // namespace skyline::rtsp
