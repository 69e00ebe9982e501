// SPDX-License-Identifier: Apache-2.0
#include "support/frame_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace skyline::test {
namespace {

constexpr std::uint32_t kNumbers[] = {0, 1, 2, 255, 256, 0x00ABCDEF, 0x80000000, 0xFFFFFFFF};

struct Image {
  Image(int w, int h, int bytes, std::uint8_t fill = 90)
      : width(w), height(h), pixel_bytes(bytes), data(static_cast<std::size_t>(w) * h * bytes, fill) {}
  [[nodiscard]] std::ptrdiff_t stride() const { return std::ptrdiff_t{width} * pixel_bytes; }
  void draw(std::uint32_t number) { draw_frame_code(data.data(), stride(), width, height, pixel_bytes, number); }
  [[nodiscard]] auto read() const { return read_frame_code(data.data(), stride(), width, height, pixel_bytes); }

  int width;
  int height;
  int pixel_bytes;
  std::vector<std::uint8_t> data;
};

TEST(FrameCode, ReadsWhatWasDrawn) {
  for (const int width : {160, 162, 176, 320, 333, 640, 1280, 1920}) {
    for (const int bytes : {1, 3, 4}) {
      Image image(width, 90, bytes);
      if (width > 1280) image = Image(width, 120, bytes);
      for (const auto number : kNumbers) {
        image.draw(number);
        EXPECT_EQ(image.read(), number) << width << " wide, " << bytes << " bytes a pixel";
      }
    }
  }
}

TEST(FrameCode, LeavesTheRestOfThePictureAlone) {
  Image image(320, 40, 3);
  image.draw(0xFFFFFFFF);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      if (x < 160 && y < 16) continue;
      ASSERT_EQ(image.data[static_cast<std::size_t>(y * image.stride() + x * 3)], 90) << x << "," << y;
    }
  }
}

TEST(FrameCode, SurvivesNoiseAndLimitedRange) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0, 25);
  Image image(1280, 64, 1);
  for (const auto number : kNumbers) {
    image.draw(number);
    for (auto& value : image.data) {
      value = static_cast<std::uint8_t>(std::clamp(16 + value * 219 / 255 + noise(random), 0.0, 255.0));
    }
    EXPECT_EQ(image.read(), number);
  }
}

TEST(FrameCode, SurvivesScaling) {
  Image large(1280, 720, 1);
  Image small(480, 270, 1);
  for (const auto number : kNumbers) {
    large.draw(number);
    for (int y = 0; y < small.height; ++y) {
      for (int x = 0; x < small.width; ++x) {
        small.data[static_cast<std::size_t>(y * small.width + x)] =
            large.data[static_cast<std::size_t>(y * 720 / 270 * large.width + x * 1280 / 480)];
      }
    }
    EXPECT_EQ(small.read(), number);
  }
}

TEST(FrameCode, RefusesPicturesWithoutACode) {
  for (const std::uint8_t fill : {0, 16, 127, 128, 235, 255}) EXPECT_FALSE(Image(640, 64, 1, fill).read()) << int{fill};
  Image image(640, 64, 1);
  std::mt19937 random(3);
  for (int i = 0; i < 200; ++i) {
    for (auto& value : image.data) value = static_cast<std::uint8_t>(random());
    EXPECT_FALSE(image.read());
  }
}

TEST(FrameCode, RefusesADamagedCode) {
  for (int cell = 0; cell < 40; ++cell) {
    Image image(640, 64, 1);
    image.draw(0x1234567);
    const int left = cell % 20 * 16;
    const int top = cell / 20 * 16;
    for (int y = top; y < top + 16; ++y) {
      for (int x = left; x < left + 16; ++x) {
        auto& value = image.data[static_cast<std::size_t>(y * image.stride() + x)];
        value = static_cast<std::uint8_t>(255 - value);
      }
    }
    EXPECT_FALSE(image.read()) << "cell " << cell;
  }
}

TEST(FrameCode, RefusesPicturesTooSmall) {
  Image narrow(158, 90, 3);
  EXPECT_THROW(narrow.draw(1), std::invalid_argument);
  EXPECT_FALSE(narrow.read());
  Image low(640, 30, 3);
  EXPECT_THROW(low.draw(1), std::invalid_argument);
  EXPECT_FALSE(low.read());
}

}  // namespace
}  // namespace skyline::test
