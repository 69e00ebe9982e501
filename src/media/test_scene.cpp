// SPDX-License-Identifier: Apache-2.0
#include "skyline/test_scene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "media/glyphs.hpp"
#include "media/pixel_format.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

constexpr int kMinExtent = 16;
constexpr int kTile = 512;  // the background repeats after so many pixels
constexpr std::size_t kNoiseOffsets = 65536;
constexpr int kNoise = 3;  // largest deviation
constexpr int kMargin = 1;
constexpr int kLines = 2;

using Color = std::array<std::uint8_t, 3>;  // B, G, R

struct Box {
  Color color;
  int size_percent;  // of the shorter side
  unsigned speed_x;  // in thousandths of the free way, a frame
  unsigned speed_y;
};

constexpr std::array<Box, 5> kBoxes{{{{40, 40, 220}, 22, 7, 5},
                                     {{60, 200, 60}, 16, 11, 3},
                                     {{220, 90, 40}, 12, 5, 13},
                                     {{40, 210, 230}, 9, 17, 8},
                                     {{200, 60, 190}, 6, 3, 19}}};

// Mixes the bits of a number so that neighbours have nothing in common.
std::uint32_t scrambled(std::uint32_t value) {
  value ^= value >> 16U;
  value *= 0x7feb352dU;
  value ^= value >> 15U;
  value *= 0x846ca68bU;
  return value ^ (value >> 16U);
}

// There and back again: 0 to 1000 and down to 0.
int bounce(std::uint64_t index, unsigned speed) {
  const auto position = static_cast<int>(index % 2000 * speed % 2000);
  return position <= 1000 ? position : 2000 - position;
}

std::string clock_text(std::chrono::system_clock::time_point time) {
  const auto since_day = time - std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::milliseconds>(since_day)};
  return fmt::format("{:02}:{:02}:{:02}.{:03} UTC", clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count());
}

// Soft stripes and blotches with a fine grain, far enough from 0 and 255 for the noise to fit.
std::vector<std::uint8_t> make_tile() {
  std::vector<std::uint8_t> tile(std::size_t{3} * kTile * kTile);
  auto out = tile.begin();
  for (unsigned y = 0; y < kTile; ++y) {
    for (unsigned x = 0; x < kTile; ++x) {
      const auto blotch = scrambled((y / 32) * 64 + x / 32) % 40;
      const auto grain = scrambled(y * kTile + x + 77) % 12;
      const auto stripe = ((x + 2 * y) / 16) % 2 * 14;
      const auto light = 60 + blotch + grain + stripe;
      *out++ = static_cast<std::uint8_t>(light + 20 + y / 16);
      *out++ = static_cast<std::uint8_t>(light + x / 16);
      *out++ = static_cast<std::uint8_t>(light + 10);
    }
  }
  return tile;
}

// Values of 0 to 2 * kNoise, the middle ones more often.
std::vector<std::uint8_t> make_noise(std::size_t size) {
  std::vector<std::uint8_t> noise(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto random = scrambled(static_cast<std::uint32_t>(i));
    noise[i] = static_cast<std::uint8_t>((random & 0xffffU) % (kNoise + 1) + (random >> 16U) % (kNoise + 1));
  }
  return noise;
}

}  // namespace

class TestScene::Impl {
 public:
  Impl(int width, int height)
      : width_(width),
        height_(height),
        row_(static_cast<std::size_t>(width) * 3),
        tile_(make_tile()),
        noise_(make_noise(kNoiseOffsets + row_)),
        pixels_(row_ * static_cast<std::size_t>(height)) {}

  FrameView draw(std::uint64_t index, std::chrono::system_clock::time_point time) {
    for (int y = 0; y < height_; ++y) draw_background(index, y);
    for (const auto& box : kBoxes) draw_box(box, index);
    draw_text({clock_text(time), fmt::format("#{}", index)});
    return {pixels_.data(), width_, height_, PixelFormat::kBgr};
  }

 private:
  std::uint8_t* row(int y) { return pixels_.data() + static_cast<std::size_t>(y) * row_; }

  void draw_background(std::uint64_t index, int y) {
    const auto seed = static_cast<std::uint32_t>(index * kMaxExtent + static_cast<std::uint64_t>(y));
    const auto* noise = noise_.data() + scrambled(seed) % kNoiseOffsets;
    const auto* const texture = tile_.data() + static_cast<std::size_t>(y % kTile) * kTile * 3;
    auto* out = row(y);
    for (auto left = row_; left > 0;) {
      const auto count = std::min(left, std::size_t{kTile} * 3);
      for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(texture[i] + noise[i]);
      out += count;
      noise += count;
      left -= count;
    }
  }

  void fill(int x, int y, int width, int height, const Color& color) {
    for (int line = y; line < y + height; ++line) {
      auto* out = row(line) + static_cast<std::size_t>(x) * 3;
      for (int i = 0; i < width; ++i, out += 3) std::copy(color.begin(), color.end(), out);
    }
  }

  void draw_box(const Box& box, std::uint64_t index) {
    const int size = std::max(1, std::min(width_, height_) * box.size_percent / 100);
    fill((width_ - size) * bounce(index, box.speed_x) / 1000, (height_ - size) * bounce(index, box.speed_y) / 1000,
         size, size, box.color);
  }

  // Half the width when that is readable, else all of it; a size too small for the text stays without.
  void draw_text(const std::array<std::string, kLines>& lines) {
    std::size_t longest = 0;
    for (const auto& line : lines) longest = std::max(longest, line.size());
    const int cells_x = static_cast<int>(longest) * (kGlyphWidth + 1) + 2 * kMargin;
    const int cells_y = kLines * (kGlyphHeight + kMargin) + kMargin;
    const int most = std::min(width_ / cells_x, height_ / cells_y);
    if (most < 1) return;
    const int scale = std::min(most, std::max(2, width_ / 2 / cells_x));
    fill(0, 0, cells_x * scale, cells_y * scale, {0, 0, 0});
    for (int i = 0; i < kLines; ++i) {
      draw_line(lines[static_cast<std::size_t>(i)], (kMargin + i * (kGlyphHeight + kMargin)) * scale, scale);
    }
  }

  void draw_line(std::string_view text, int top, int scale) {
    int left = kMargin * scale;
    for (const char character : text) {
      const auto& shape = glyph(character);
      for (int y = 0; y < kGlyphHeight; ++y) {
        for (int x = 0; x < kGlyphWidth; ++x) {
          if ((shape[static_cast<std::size_t>(y)] >> (kGlyphWidth - 1 - x) & 1) == 0) continue;
          fill(left + x * scale, top + y * scale, scale, scale, {255, 255, 255});
        }
      }
      left += (kGlyphWidth + 1) * scale;
    }
  }

  const int width_;
  const int height_;
  const std::size_t row_;  // bytes
  const std::vector<std::uint8_t> tile_;
  const std::vector<std::uint8_t> noise_;
  std::vector<std::uint8_t> pixels_;
};

TestScene::TestScene(int width, int height) {
  if (width < kMinExtent || width > kMaxExtent || height < kMinExtent || height > kMaxExtent) {
    throw Error(fmt::format("a test scene of {} x {} pixels cannot be drawn: give sides of {} to {}", width, height,
                            kMinExtent, kMaxExtent));
  }
  impl_ = std::make_unique<Impl>(width, height);
}

TestScene::~TestScene() = default;

FrameView TestScene::draw(std::uint64_t index, std::chrono::system_clock::time_point time) {
  return impl_->draw(index, time);
}

}  // namespace skyline
