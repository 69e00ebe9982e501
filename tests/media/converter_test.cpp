// SPDX-License-Identifier: Apache-2.0
#include "media/converter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "guarded_memory.hpp"
#include "media/pixel_format.hpp"
#include "media/scratch.hpp"
#include "test_frame.hpp"

namespace skyline {
namespace {

using test::GuardedMemory;
using test::Rgb;
using test::sample;
using test::TestFrame;
using test::Yuv;

constexpr std::array kPictureFormats{PictureFormat::kI420, PictureFormat::kNv12};
constexpr std::array kFits{Fit::kLetterbox, Fit::kStretch, Fit::kCrop};
constexpr std::uint8_t kUntouched = 0xa7;
constexpr Rgb kOrange{220, 130, 30};

Picture fresh(const FrameView& frame, PictureFormat format, int width, int height) {
  Picture picture(shape_for(frame, format, width, height));
  std::memset(picture.plane(0), kUntouched, picture.size());
  return picture;
}

double distance(const Yuv& a, const Yuv& b) {
  return std::max({std::abs(a.y - b.y), std::abs(a.u - b.u), std::abs(a.v - b.v)});
}

template <class Expected>
double worst(const Picture& picture, const Expected& expected) {
  double result = 0;
  for (int y = 0; y < picture.shape().height; ++y) {
    for (int x = 0; x < picture.shape().width; ++x) {
      result = std::max(result, distance(sample(picture, x, y), expected(x, y)));
    }
  }
  return result;
}

// What lies between the rows' ends and their strides is not the converter's to write.
bool padding_untouched(const Picture& picture) {
  for (int i = 0; i < picture.planes(); ++i) {
    const bool halved = i > 0 && picture.planes() == 3;
    const int row = halved ? picture.shape().width / 2 : picture.shape().width;
    for (int y = 0; y < (i == 0 ? picture.shape().height : picture.shape().height / 2); ++y) {
      const auto* const begin = picture.plane(i) + std::ptrdiff_t{y} * picture.stride(i);
      if (std::any_of(begin + row, begin + picture.stride(i), [](auto byte) { return byte != kUntouched; })) {
        return false;
      }
    }
  }
  return true;
}

Rgb noise(int x, int y) {
  test::Numbers number(static_cast<std::uint32_t>(x * 7919 + y * 104729));
  number(0, 1);
  return {static_cast<double>(number(0, 255)), static_cast<double>(number(0, 255)),
          static_cast<double>(number(0, 255))};
}

std::string describe(const FrameView& frame, const Picture& picture, Fit fit) {
  return std::string(info(frame.format).name) + " " + std::to_string(frame.width) + "x" + std::to_string(frame.height) +
         " to " + (picture.planes() == 3 ? "i420 " : "nv12 ") + std::to_string(picture.shape().width) + "x" +
         std::to_string(picture.shape().height) + " fit " + std::to_string(static_cast<int>(fit));
}

TEST(Converter, IsExactAtTheSameSize) {
  for (const auto format : test::kAllFormats) {
    for (const auto target : kPictureFormats) {
      for (const auto guard : {GuardedMemory::Guard::kBehind, GuardedMemory::Guard::kBefore}) {
        const TestFrame frame(format, 70, 46, noise, 13, guard);
        auto picture = fresh(frame.view(), target, 70, 46);
        ASSERT_TRUE(convert(frame.view(), Fit::kLetterbox, picture));
        const auto error = worst(picture, [&](int x, int y) { return frame.expected(x, y); });
        EXPECT_LE(error, 1.6) << describe(frame.view(), picture, Fit::kLetterbox);
        EXPECT_TRUE(padding_untouched(picture));
      }
    }
  }
}

TEST(Converter, KeepsYuvSamplesAsTheyAre) {
  for (const auto format : {PixelFormat::kI420, PixelFormat::kNv12}) {
    for (const auto target : kPictureFormats) {
      const TestFrame frame(format, 34, 18, noise, 3);
      auto picture = fresh(frame.view(), target, 34, 18);
      ASSERT_TRUE(convert(frame.view(), Fit::kCrop, picture));
      EXPECT_LE(worst(picture, [&](int x, int y) { return frame.expected(x, y); }), 0.5);
    }
  }
}

TEST(Converter, MakesGrayLimitedRange) {
  const TestFrame frame(PixelFormat::kGray, 256, 16, [](int x, int /*y*/) {
    return Rgb{0, static_cast<double>(x), 0};
  });
  auto picture = fresh(frame.view(), PictureFormat::kI420, 256, 16);
  ASSERT_TRUE(convert(frame.view(), Fit::kStretch, picture));
  for (int x = 0; x < 256; ++x) {
    EXPECT_EQ(sample(picture, x, 3).y, std::lround(16 + x * 219 / 255.0)) << x;
    EXPECT_EQ(sample(picture, x, 3).u, 128);
    EXPECT_EQ(sample(picture, x, 3).v, 128);
  }
}

TEST(Converter, LeavesOutALastOddRowAndColumn) {
  for (const auto format : test::kAllFormats) {
    for (const auto target : kPictureFormats) {
      for (const auto fit : kFits) {
        const TestFrame frame(format, 71, 47, noise);
        auto picture = fresh(frame.view(), target, stream_extent(71), stream_extent(47));
        ASSERT_TRUE(convert(frame.view(), fit, picture));
        EXPECT_LE(worst(picture, [&](int x, int y) { return frame.expected(x, y); }), 1.6)
            << describe(frame.view(), picture, fit);
      }
    }
  }
}

TEST(Converter, ReadsARegionOfALargerImage) {
  const TestFrame frame(PixelFormat::kBgr, 200, 100, noise, 5);
  FrameView region = frame.view();
  region.planes[0].data += 40 * region.planes[0].stride + std::ptrdiff_t{60} * 3;
  region.width = 64;
  region.height = 32;
  auto picture = fresh(region, PictureFormat::kI420, 64, 32);
  ASSERT_TRUE(convert(region, Fit::kLetterbox, picture));
  EXPECT_LE(worst(picture, [&](int x, int y) { return frame.expected(x + 60, y + 40); }), 1.6);
}

// A smooth picture keeps its values wherever it is scaled to: those at the same relative place.
Rgb gradient(double x, double y) { return {20 + 200 * x, 20 + 200 * y, 120}; }

struct Place {
  double x, y, width, height;  // in pixels of the picture, where the frame's edges come to lie
};

Place place_of(const FrameView& frame, const PictureShape& shape, Fit fit) {
  const double by_width = static_cast<double>(shape.width) / frame.width;
  const double by_height = static_cast<double>(shape.height) / frame.height;
  const double scale = fit == Fit::kLetterbox ? std::min(by_width, by_height) : std::max(by_width, by_height);
  const double width = fit == Fit::kStretch ? shape.width : scale * frame.width;
  const double height = fit == Fit::kStretch ? shape.height : scale * frame.height;
  return {(shape.width - width) / 2, (shape.height - height) / 2, width, height};
}

void expect_gradient(PixelFormat format, PictureFormat target, Fit fit, int width, int height) {
  const TestFrame frame(
      format, 120, 90, [](int x, int y) { return gradient((x + 0.5) / 120, (y + 0.5) / 90); }, 7);
  auto picture = fresh(frame.view(), target, width, height);
  ASSERT_TRUE(convert(frame.view(), fit, picture));
  const auto place = place_of(frame.view(), picture.shape(), fit);
  const bool gray = format == PixelFormat::kGray;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double u = (x + 0.5 - place.x) / place.width;
      const double v = (y + 0.5 - place.y) / place.height;
      const double edge = 3 / std::min(place.width, place.height);
      const bool outside = u < -edge || u > 1 + edge || v < -edge || v > 1 + edge;
      if (!outside && (u < edge || u > 1 - edge || v < edge || v > 1 - edge)) continue;
      auto wanted = outside ? Yuv{16, 128, 128} : test::to_yuv(gradient(u, v));
      if (gray && !outside) wanted = {16 + gradient(u, v).g * 219 / 255, 128, 128};
      // Bars begin at even rows and columns: up to a pixel off the exact place.
      ASSERT_LE(distance(sample(picture, x, y), wanted), 3 + 200 * edge / 3)
          << describe(frame.view(), picture, fit) << " at " << x << "," << y;
    }
  }
  EXPECT_TRUE(padding_untouched(picture));
}

TEST(Converter, ScalesByEachFit) {
  struct Size {
    int width, height;
  };
  for (const auto format : test::kAllFormats) {
    for (const auto target : kPictureFormats) {
      for (const auto fit : kFits) {
        for (const auto& size : {Size{60, 44}, Size{160, 60}, Size{60, 160}, Size{240, 180}, Size{34, 200}}) {
          expect_gradient(format, target, fit, size.width, size.height);
        }
      }
    }
  }
}

TEST(Converter, LeavesTheFrameUnscaledBetweenBars) {
  const TestFrame frame(PixelFormat::kRgb, 64, 48, noise);
  auto picture = fresh(frame.view(), PictureFormat::kI420, 96, 48);
  ASSERT_TRUE(convert(frame.view(), Fit::kLetterbox, picture));
  const auto expected = [&](int x, int y) { return x < 16 || x >= 80 ? Yuv{16, 128, 128} : frame.expected(x - 16, y); };
  EXPECT_LE(worst(picture, expected), 1.6);
}

TEST(Converter, CropsTheMiddleWithoutScaling) {
  for (const auto format : test::kAllFormats) {
    const TestFrame frame(format, 96, 48, noise);
    auto picture = fresh(frame.view(), PictureFormat::kI420, 48, 48);
    ASSERT_TRUE(convert(frame.view(), Fit::kCrop, picture));
    EXPECT_LE(worst(picture, [&](int x, int y) { return frame.expected(x + 24, y); }), 1.6);
  }
}

TEST(Converter, BarsAreBlackInTheFramesOwnRange) {
  const TestFrame frame(PixelFormat::kI420, 32, 32, noise);
  FrameView full = frame.view();
  full.range = ColorRange::kFull;
  for (const auto target : kPictureFormats) {
    auto picture = fresh(full, target, 64, 32);
    ASSERT_TRUE(convert(full, Fit::kLetterbox, picture));
    EXPECT_EQ(distance(sample(picture, 0, 0), {0, 128, 128}), 0);
    EXPECT_EQ(distance(sample(picture, 63, 31), {0, 128, 128}), 0);
    EXPECT_EQ(distance(sample(picture, 15, 15), {0, 128, 128}), 0);
  }
}

// One colour stays that colour however it is fitted; everything else is black.
void expect_one_colour(const TestFrame& frame, const Picture& picture, Fit fit) {
  const auto colour = frame.expected(0, 0);
  const auto& shape = picture.shape();
  int filled = 0;
  for (int y = 0; y < shape.height; ++y) {
    for (int x = 0; x < shape.width; ++x) {
      const auto got = sample(picture, x, y);
      if (distance(got, colour) <= 2) {
        ++filled;
      } else {
        ASSERT_EQ(distance(got, {16, 128, 128}), 0) << describe(frame.view(), picture, fit) << " at " << x << "," << y;
      }
    }
  }
  const auto place = place_of(frame.view(), shape, fit);
  const double wanted = fit == Fit::kLetterbox ? place.width * place.height : shape.width * shape.height;
  const bool cut_only = (frame.view().width & ~1) == shape.width && (frame.view().height & ~1) == shape.height;
  const double slack = fit == Fit::kLetterbox && !cut_only ? 2.0 * std::max(shape.width, shape.height) : 0;
  EXPECT_NEAR(filled, cut_only ? shape.width * shape.height : wanted, slack) << describe(frame.view(), picture, fit);
  EXPECT_TRUE(padding_untouched(picture)) << describe(frame.view(), picture, fit);
}

TEST(Converter, TakesAnySizeToAnySize) {
  test::Numbers number(4711);
  for (int i = 0; i < 1200; ++i) {
    const auto format = test::kAllFormats[static_cast<std::size_t>(number(0, 6))];
    const int most = number(0, 3) == 0 ? 300 : 40;
    const TestFrame frame(
        format, number(1, most), number(1, most), [](int, int) { return kOrange; }, number(0, 2) * number(0, 33),
        number(0, 1) == 0 ? GuardedMemory::Guard::kBehind : GuardedMemory::Guard::kBefore);
    ASSERT_EQ(why_unusable(frame.view()), "");
    const auto fit = kFits[static_cast<std::size_t>(number(0, 2))];
    const bool own_size = number(0, 3) == 0;
    const int width = own_size ? stream_extent(frame.view().width) : number(8, 130) * 2;
    const int height = own_size ? stream_extent(frame.view().height) : number(8, 130) * 2;
    auto picture = fresh(frame.view(), kPictureFormats[static_cast<std::size_t>(number(0, 1))], width, height);
    ASSERT_TRUE(convert(frame.view(), fit, picture));
    ASSERT_NO_FATAL_FAILURE(expect_one_colour(frame, picture, fit));
  }
}

TEST(Converter, TakesTheLargestAndTheThinnest) {
  struct Case {
    int width, height, to_width, to_height;
  };
  for (const auto& size : {Case{8192, 1, 16, 16}, Case{1, 8192, 64, 16}, Case{1, 1, 1280, 720}, Case{8191, 3, 640, 480},
                           Case{1, 1, 16, 16}, Case{2, 8192, 16, 8192}}) {
    for (const auto format : test::kAllFormats) {
      for (const auto fit : kFits) {
        const TestFrame frame(format, size.width, size.height, [](int, int) { return kOrange; });
        auto picture = fresh(frame.view(), PictureFormat::kNv12, size.to_width, size.to_height);
        ASSERT_TRUE(convert(frame.view(), fit, picture));
        const auto colour = frame.expected(0, 0);
        const auto middle = sample(picture, size.to_width / 2 - 1, size.to_height / 2 - 1);
        EXPECT_LE(distance(middle, colour), 2) << describe(frame.view(), picture, fit);
      }
    }
  }
}

TEST(Converter, Takes8K) {
  constexpr int kWidth = 7680;
  constexpr int kHeight = 4320;
  GuardedMemory memory(std::size_t{kWidth} * kHeight * 3);
  std::memset(memory.data(), 200, memory.size());
  const FrameView frame(memory.data(), kWidth, kHeight, PixelFormat::kBgr);
  const auto white = test::to_yuv({200, 200, 200});
  for (const auto target : kPictureFormats) {
    auto same = fresh(frame, target, kWidth, kHeight);
    ASSERT_TRUE(convert(frame, Fit::kLetterbox, same));
    EXPECT_LE(distance(sample(same, kWidth - 1, kHeight - 1), white), 1);
    EXPECT_LE(distance(sample(same, kWidth / 2, kHeight / 2), white), 1);
    auto smaller = fresh(frame, target, 1280, 720);
    ASSERT_TRUE(convert(frame, Fit::kLetterbox, smaller));
    EXPECT_LE(worst(smaller, [&](int, int) { return white; }), 1);
  }
}

TEST(Converter, ReadsRowsThatLieFarApart) {
  constexpr int kStride = 1 << 20;
  GuardedMemory memory(std::size_t{kStride} * 64);
  std::memset(memory.data(), 90, memory.size());
  FrameView frame;
  frame.format = PixelFormat::kI420;
  frame.width = 64;
  frame.height = 64;
  frame.planes.fill({memory.data(), kStride});
  auto picture = fresh(frame, PictureFormat::kI420, 32, 32);
  ASSERT_TRUE(convert(frame, Fit::kStretch, picture));
  EXPECT_LE(worst(picture, [](int, int) { return Yuv{90, 90, 90}; }), 0);
}

TEST(Converter, SaysSoWhenMemoryRunsOut) {
  const TestFrame frame(PixelFormat::kBgr, 1000, 1000, [](int, int) { return kOrange; });
  auto picture = fresh(frame.view(), PictureFormat::kI420, 16, 16);
  while (thread_scratch_held() > 0) (void)thread_scratch(0);
  {
    const test::NoAlignedMemory none;
    EXPECT_FALSE(convert(frame.view(), Fit::kStretch, picture));
  }
  EXPECT_TRUE(convert(frame.view(), Fit::kStretch, picture));
}

TEST(Converter, KeepsAndGivesBackScratch) {
  const TestFrame large(PixelFormat::kBgr, 1000, 1000, [](int, int) { return kOrange; });
  const TestFrame small(PixelFormat::kBgr, 20, 20, [](int, int) { return kOrange; });
  auto picture = fresh(large.view(), PictureFormat::kI420, 64, 64);
  ASSERT_TRUE(convert(large.view(), Fit::kStretch, picture));
  const auto held = thread_scratch_held();
  EXPECT_GE(held, 1500000U);
  {
    const test::NoAlignedMemory none;
    EXPECT_TRUE(convert(large.view(), Fit::kStretch, picture));
    EXPECT_TRUE(convert(small.view(), Fit::kStretch, picture));
  }
  EXPECT_EQ(thread_scratch_held(), held);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(convert(small.view(), Fit::kStretch, picture));
  EXPECT_LT(thread_scratch_held(), 1000U);
}

TEST(ShapeFor, MarksWhatIsWritten) {
  FrameView frame;
  frame.matrix = ColorMatrix::kBt709;
  frame.range = ColorRange::kFull;
  for (const auto format : test::kAllFormats) {
    frame.format = format;
    const bool yuv = format == PixelFormat::kNv12 || format == PixelFormat::kI420;
    const auto shape = shape_for(frame, PictureFormat::kNv12, 64, 32);
    EXPECT_EQ(shape.matrix, yuv ? ColorMatrix::kBt709 : ColorMatrix::kBt601);
    EXPECT_EQ(shape.range, yuv ? ColorRange::kFull : ColorRange::kLimited);
  }
}

TEST(StreamExtent, IsEvenAndWithinBounds) {
  EXPECT_EQ(stream_extent(1), 16);
  EXPECT_EQ(stream_extent(17), 16);
  EXPECT_EQ(stream_extent(1279), 1278);
  EXPECT_EQ(stream_extent(1280), 1280);
  EXPECT_EQ(stream_extent(8192), 8192);
  EXPECT_EQ(stream_extent(9000), 8192);
}

}  // namespace
}  // namespace skyline
