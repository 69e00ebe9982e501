// SPDX-License-Identifier: Apache-2.0
#include "skyline/test_scene.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "media/glyphs.hpp"
#include "media/pixel_format.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

using namespace std::chrono_literals;
using Pixels = std::vector<std::uint8_t>;

constexpr std::chrono::system_clock::time_point kTime{1'700'000'000s + 123ms};  // 22:13:20.123 UTC

Pixels pixels_of(const FrameView& view) {
  return {view.planes[0].data, view.planes[0].data + view.planes[0].stride * view.height};
}

// The characters of a line whose glyph cells are `scale` pixels wide, read back from the pixels.
std::string read(const FrameView& view, int line, std::size_t length, int scale) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    Glyph seen{};
    for (int y = 0; y < kGlyphHeight; ++y) {
      for (int x = 0; x < kGlyphWidth; ++x) {
        const auto row = (1 + line * (kGlyphHeight + 1) + y) * scale;
        const auto column = (1 + static_cast<int>(i) * (kGlyphWidth + 1) + x) * scale;
        const bool lit = view.planes[0].data[row * view.planes[0].stride + std::ptrdiff_t{column} * 3] == 255;
        seen[static_cast<std::size_t>(y)] = static_cast<std::uint8_t>(seen[static_cast<std::size_t>(y)] * 2 + lit);
      }
    }
    for (const char character : std::string_view("0123456789:.-#UTC ")) {
      if (glyph(character) == seen) text += character;
    }
  }
  return text;
}

TEST(TestScene, ShowsClockAndNumber) {
  TestScene scene(1280, 720);
  const auto view = scene.draw(4567890123, kTime);
  EXPECT_EQ(read(view, 0, 16, 6), "22:13:20.123 UTC");
  EXPECT_EQ(read(view, 1, 11, 6), "#4567890123");
  EXPECT_EQ(read(scene.draw(0, std::chrono::system_clock::time_point{-1ms}), 0, 16, 6), "23:59:59.999 UTC");
}

TEST(TestScene, IsTheSameForTheSameNumberAndTime) {
  TestScene one(320, 240);
  TestScene two(320, 240);
  const auto first = pixels_of(one.draw(5, kTime));
  (void)two.draw(4, kTime);
  EXPECT_EQ(pixels_of(two.draw(5, kTime)), first);
  EXPECT_NE(pixels_of(two.draw(6, kTime)), first);
  EXPECT_NE(pixels_of(two.draw(5, kTime + 1ms)), first);
}

TEST(TestScene, BackgroundStandsWithGentleNoise) {
  TestScene scene(320, 240);
  const auto first = pixels_of(scene.draw(100, kTime));
  const auto second = pixels_of(scene.draw(101, kTime));
  std::size_t same = 0;
  std::size_t near = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const int difference = std::abs(first[i] - second[i]);
    same += difference == 0 ? 1U : 0U;
    near += difference <= 6 ? 1U : 0U;
  }
  EXPECT_GT(near, first.size() * 8 / 10);
  EXPECT_LT(near, first.size());  // boxes move
  EXPECT_LT(same, first.size() / 2);
}

TEST(TestScene, DrawsAtAnySize) {
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{
           {16, 16}, {17, 33}, {8192, 16}, {16, 8192}, {104, 17}, {98, 17}, {515, 513}, {1920, 1080}}) {
    TestScene scene(width, height);
    for (const auto index : {std::uint64_t{0}, std::uint64_t{1999}, UINT64_MAX}) {
      const auto view = scene.draw(index, kTime);
      EXPECT_EQ(why_unusable(view), "");
      EXPECT_EQ(view.width, width);
      EXPECT_EQ(view.height, height);
      const auto pixels = pixels_of(view);
      EXPECT_GT(std::set<std::uint8_t>(pixels.begin(), pixels.end()).size(), 1U);
    }
  }
}

TEST(TestScene, RefusesOtherSizes) {
  EXPECT_THROW(TestScene(15, 16), Error);
  EXPECT_THROW(TestScene(16, 8193), Error);
}

}  // namespace
}  // namespace skyline
