// SPDX-License-Identifier: Apache-2.0
#include "media/pixel_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "test_frame.hpp"

namespace skyline {
namespace {

using testing::HasSubstr;

const std::uint8_t* byte() {
  static const std::uint8_t instance = 0;
  return &instance;
}

TEST(PixelFormat, TableIsInTheEnumeratorsOrder) {
  const std::vector<std::string_view> names{"bgr", "rgb", "bgra", "rgba", "gray", "nv12", "i420"};
  for (const auto format : test::kAllFormats) {
    EXPECT_EQ(info(format).format, format);
    EXPECT_EQ(info(format).name, names.at(static_cast<std::size_t>(format)));
  }
}

TEST(FrameView, DerivesPlanesFromOneBlock) {
  std::vector<std::uint8_t> memory(1000);
  const FrameView bgr(memory.data(), 10, 4, PixelFormat::kBgr);
  EXPECT_EQ(bgr.planes[0].stride, 30);
  EXPECT_EQ(bgr.planes[1].data, nullptr);
  const FrameView nv12(memory.data(), 9, 5, PixelFormat::kNv12);
  EXPECT_EQ(nv12.planes[0].stride, 9);
  EXPECT_EQ(nv12.planes[1].data, memory.data() + 45);
  EXPECT_EQ(nv12.planes[1].stride, 10);
  const FrameView i420(memory.data(), 9, 5, PixelFormat::kI420, 11);
  EXPECT_EQ(i420.planes[1].data, memory.data() + 55);
  EXPECT_EQ(i420.planes[1].stride, 6);
  EXPECT_EQ(i420.planes[2].data, memory.data() + 55 + 18);
  EXPECT_EQ(i420.planes[2].stride, 6);
}

TEST(FrameView, OfAnyFormatIsUsable) {
  for (const auto format : test::kAllFormats) {
    for (const int extent : {1, 2, 17, kMaxExtent}) {
      EXPECT_EQ(why_unusable(FrameView(byte(), extent, extent, format)), "");
    }
  }
}

TEST(FrameView, SurvivesNonsense) {
  for (const int format : {-1, 0, 5, 6, 7, 1000}) {
    for (const int extent : {-1, 0, 3, 2000000000}) {
      for (const std::ptrdiff_t stride : {std::ptrdiff_t{-7}, std::ptrdiff_t{0}, PTRDIFF_MAX}) {
        const FrameView frame(byte(), extent, extent, static_cast<PixelFormat>(format), stride);
        const bool fine = format >= 0 && format <= 6 && extent == 3 && stride == 0;
        EXPECT_EQ(why_unusable(frame).empty(), fine) << format << " " << extent << " " << stride;
      }
    }
  }
}

TEST(WhyUnusable, SaysWhatIsWrong) {
  EXPECT_THAT(why_unusable(FrameView()), HasSubstr("0 x 0"));
  EXPECT_THAT(why_unusable(FrameView(byte(), 8193, 1, PixelFormat::kGray)), HasSubstr("8193 x 1"));
  EXPECT_THAT(why_unusable(FrameView(nullptr, 4, 4, PixelFormat::kBgr)), HasSubstr("null"));
  EXPECT_THAT(why_unusable(FrameView(byte(), 10, 4, PixelFormat::kBgr, 29)), HasSubstr("29 bytes"));
  auto nv12 = FrameView(byte(), 9, 4, PixelFormat::kNv12);
  nv12.planes[1].stride = 9;
  EXPECT_THAT(why_unusable(nv12), HasSubstr("plane 1"));
  auto i420 = FrameView(byte(), 9, 4, PixelFormat::kI420);
  i420.planes[2].data = nullptr;
  EXPECT_THAT(why_unusable(i420), HasSubstr("plane 2"));
  i420 = FrameView(byte(), 9, 4, PixelFormat::kI420);
  i420.range = static_cast<ColorRange>(9);
  EXPECT_THAT(why_unusable(i420), HasSubstr("range"));
}

TEST(WhyUnusable, AsksOnlyForTheRowsOwnBytes) {
  for (const auto format : test::kAllFormats) {
    const test::TestFrame frame(format, 13, 7, [](int, int) { return test::Rgb{}; });
    EXPECT_EQ(why_unusable(frame.view()), "");
    FrameView narrow = frame.view();
    --narrow.planes[0].stride;
    EXPECT_NE(why_unusable(narrow), "");
  }
}

}  // namespace
}  // namespace skyline
