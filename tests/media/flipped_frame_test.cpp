// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "guarded_memory.hpp"
#include "media/converter.hpp"
#include "media/pixel_format.hpp"
#include "test_frame.hpp"

namespace skyline {
namespace {

using test::GuardedMemory;
using test::TestFrame;
using testing::HasSubstr;

constexpr std::array kGuards{GuardedMemory::Guard::kBehind, GuardedMemory::Guard::kBefore};

struct Extent {
  int width, height;
};

test::Rgb noise(int x, int y) {
  test::Numbers number(static_cast<std::uint32_t>(x * 7919 + y * 104729));
  number(0, 1);
  return {static_cast<double>(number(0, 255)), static_cast<double>(number(0, 255)),
          static_cast<double>(number(0, 255))};
}

int rows_of(const FrameView& frame, std::size_t plane) { return plane == 0 ? frame.height : (frame.height + 1) / 2; }

std::size_t row_bytes_of(const FrameView& frame, std::size_t plane) {
  const auto& format = info(frame.format);
  const int samples = plane == 0 || format.chroma_shift == 0 ? frame.width : (frame.width + 1) / 2;
  return static_cast<std::size_t>(samples) * static_cast<std::size_t>(format.bytes_per_sample[plane]);
}

std::size_t planes_of(const FrameView& frame) { return static_cast<std::size_t>(info(frame.format).planes); }

// The same memory from its last row to its first, in the planes whose bit is set.
FrameView flipped(FrameView frame, unsigned planes = 7) {
  for (std::size_t i = 0; i < planes_of(frame); ++i) {
    if ((planes >> i & 1U) == 0) continue;
    auto& plane = frame.planes[i];
    plane.data += (rows_of(frame, i) - 1) * plane.stride;
    plane.stride = -plane.stride;
  }
  return frame;
}

// What a view shows, row by row from the top and without padding, in memory of its own.
class Copy {
 public:
  explicit Copy(const FrameView& frame) : view_(frame) {
    for (std::size_t i = 0; i < planes_of(frame); ++i) {
      const auto bytes = row_bytes_of(frame, i);
      memory_[i].resize(bytes * static_cast<std::size_t>(rows_of(frame, i)));
      for (int y = 0; y < rows_of(frame, i); ++y) {
        std::memcpy(memory_[i].data() + bytes * static_cast<std::size_t>(y),
                    frame.planes[i].data + y * frame.planes[i].stride, bytes);
      }
      view_.planes[i] = {memory_[i].data(), static_cast<std::ptrdiff_t>(bytes)};
    }
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy() = default;
  [[nodiscard]] const FrameView& view() const { return view_; }

 private:
  FrameView view_;
  std::array<std::vector<std::uint8_t>, 3> memory_;
};

Picture converted(const FrameView& frame, PictureFormat format, Fit fit, const Extent& to) {
  Picture picture(shape_for(frame, format, to.width, to.height));
  std::memset(picture.plane(0), 0xa7, picture.size());  // padding, too, is the same in two pictures then
  EXPECT_TRUE(convert(frame, fit, picture));
  return picture;
}

void expect_as_its_copy(const FrameView& frame, const Extent& to) {
  ASSERT_EQ(why_unusable(frame), "");
  const Copy copy(frame);
  for (const auto format : {PictureFormat::kI420, PictureFormat::kNv12}) {
    for (const auto fit : {Fit::kLetterbox, Fit::kStretch, Fit::kCrop}) {
      const auto got = converted(frame, format, fit, to);
      const auto wanted = converted(copy.view(), format, fit, to);
      ASSERT_TRUE(std::equal(got.plane(0), got.plane(0) + got.size(), wanted.plane(0)))
          << info(frame.format).name << " " << frame.width << "x" << frame.height << " to " << to.width << "x"
          << to.height << ", nv12 " << (format == PictureFormat::kNv12) << ", fit " << static_cast<int>(fit);
    }
  }
}

TEST(FlippedFrame, IsConvertedAsACopyOfIt) {
  for (const auto format : test::kAllFormats) {
    for (const auto& size : {Extent{70, 46}, Extent{71, 47}, Extent{128, 64}, Extent{16, 1}}) {
      for (const int padding : {0, 13}) {
        for (const auto guard : kGuards) {
          const TestFrame frame(format, size.width, size.height, noise, padding, guard);
          const Extent same{stream_extent(size.width), stream_extent(size.height)};
          ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(flipped(frame.view()), same));
        }
      }
    }
  }
}

// Half, quarter, three quarters and three eighths have code of their own in libyuv.
TEST(FlippedFrame, IsScaledAsACopyOfIt) {
  for (const auto format : test::kAllFormats) {
    for (const int padding : {0, 7}) {
      for (const auto guard : kGuards) {
        const TestFrame frame(format, 192, 128, noise, padding, guard);
        for (const auto& to : {Extent{96, 64}, Extent{48, 32}, Extent{144, 96}, Extent{72, 48}, Extent{384, 256},
                               Extent{192, 100}, Extent{100, 128}, Extent{60, 160}, Extent{250, 64}}) {
          ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(flipped(frame.view()), to));
        }
      }
    }
  }
}

TEST(FlippedFrame, MayBeAPartOfALargerImage) {
  const TestFrame frame(PixelFormat::kRgb, 200, 100, noise, 5);
  auto region = flipped(frame.view());
  region.planes[0].data += 40 * region.planes[0].stride + std::ptrdiff_t{60} * 3;
  region.width = 64;
  region.height = 32;
  expect_as_its_copy(region, {64, 32});
  expect_as_its_copy(region, {32, 64});
}

TEST(FlippedFrame, HasAStrideOfItsOwnInEachPlane) {
  for (const auto format : {PixelFormat::kNv12, PixelFormat::kI420}) {
    const TestFrame frame(format, 66, 34, noise, 5);
    for (unsigned planes = 1; planes < 8; ++planes) {
      const auto view = flipped(frame.view(), planes);
      ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(view, {66, 34})) << planes;
      ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(view, {40, 40})) << planes;
    }
  }
}

TEST(FlippedFrame, KeepsItsMatrixAndRange) {
  for (const auto format : {PixelFormat::kNv12, PixelFormat::kI420}) {
    const TestFrame frame(format, 96, 54, noise, 3);
    auto view = flipped(frame.view());
    view.matrix = ColorMatrix::kBt709;
    view.range = ColorRange::kFull;
    const auto picture = converted(view, PictureFormat::kI420, Fit::kLetterbox, {96, 96});
    EXPECT_EQ(picture.shape().matrix, ColorMatrix::kBt709);
    EXPECT_EQ(*picture.plane(0), 0) << "black of the full range";
    for (const auto& to : {Extent{96, 54}, Extent{64, 64}}) ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(view, to));
  }
}

// Far apart as well: libyuv computes some offsets in an int.
TEST(FlippedFrame, HasRowsAsFarApartAsAllowed) {
  constexpr std::size_t kRowBytes = 256;  // of 64 pixels in the widest format
  for (const auto& [stride, rows] :
       {std::pair{kMaxStride, 3}, std::pair{kMaxStride / 16, 256}, {std::ptrdiff_t{1} << 17, 64}}) {
    GuardedMemory memory(static_cast<std::size_t>(stride) * static_cast<std::size_t>(rows - 1) + kRowBytes);
    for (int y = 0; y < rows; ++y) {
      for (std::size_t x = 0; x < kRowBytes; ++x) {
        memory.data()[y * stride + static_cast<std::ptrdiff_t>(x)] =
            static_cast<std::uint8_t>(y * 89 + static_cast<int>(x) * 3);
      }
    }
    for (const auto format : test::kAllFormats) {
      FrameView frame;
      frame.format = format;
      frame.width = 64;
      frame.height = rows;
      frame.planes.fill({memory.data() + (rows - 1) * stride, -stride});
      ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(frame, {64, 16})) << stride;
      ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(frame, {32, 32})) << stride;
    }
  }
}

TEST(FlippedFrame, IsRefusedWithRowsTooShortOrTooLong) {
  for (const auto format : test::kAllFormats) {
    const TestFrame frame(format, 13, 7, noise);
    for (std::size_t i = 0; i < planes_of(frame.view()); ++i) {
      const auto row = static_cast<std::ptrdiff_t>(row_bytes_of(frame.view(), i));
      auto view = flipped(frame.view());
      for (const auto stride : {-row + 1, -kMaxStride - 1, PTRDIFF_MIN, std::ptrdiff_t{0}}) {
        view.planes[i].stride = stride;
        const auto why = why_unusable(view);
        EXPECT_THAT(why, HasSubstr("a stride of " + std::to_string(stride) + " bytes in plane " + std::to_string(i)));
        EXPECT_THAT(why, HasSubstr("it must be " + std::to_string(row) + " to " + std::to_string(kMaxStride) +
                                   ", or as much below zero"));
      }
      for (const auto stride : {-row, -kMaxStride}) {
        view.planes[i].stride = stride;
        EXPECT_EQ(why_unusable(view), "");
      }
    }
  }
}

TEST(FlippedFrame, IsMadeFromOneBlockInPackedFormatsOnly) {
  for (const auto format : test::kAllFormats) {
    const TestFrame frame(format, 20, 18, noise, 4);
    const auto last = flipped(frame.view()).planes[0];
    const FrameView view(last.data, 20, 18, format, last.stride);
    if (info(format).planes == 1) {
      ASSERT_NO_FATAL_FAILURE(expect_as_its_copy(view, {20, 18}));
    } else {
      EXPECT_THAT(why_unusable(view), HasSubstr("with a negative stride, set each plane's data and stride"));
    }
  }
}

}  // namespace
}  // namespace skyline
