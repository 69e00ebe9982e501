// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "guarded_memory.hpp"
#include "media/picture.hpp"
#include "skyline/frame.hpp"

namespace skyline::test {

inline constexpr std::array kAllFormats{PixelFormat::kBgr,  PixelFormat::kRgb,  PixelFormat::kBgra, PixelFormat::kRgba,
                                        PixelFormat::kGray, PixelFormat::kNv12, PixelFormat::kI420};

struct Rgb {
  double r = 0;
  double g = 0;
  double b = 0;
};
struct Yuv {
  double y = 0;
  double u = 0;
  double v = 0;
};

/// BT.601, limited range, as the standard has it.
[[nodiscard]] Yuv to_yuv(const Rgb& rgb);

using Painter = std::function<Rgb(int x, int y)>;

/// A frame in memory of its own, each plane guarded. `padding` bytes follow each row; YUV formats hold the nearest
/// samples of the exact conversion, and kGray the painter's green.
class TestFrame {
 public:
  TestFrame(PixelFormat format, int width, int height, const Painter& painter, int padding = 0,
            GuardedMemory::Guard guard = GuardedMemory::Guard::kBehind);
  [[nodiscard]] const FrameView& view() const { return view_; }

  /// What a converter should make of it, at its own size: luma of a pixel, chroma of the 2 x 2 pixels it is in.
  [[nodiscard]] Yuv expected(int x, int y) const;

 private:
  void paint_rgb(int padding, GuardedMemory::Guard guard);
  void paint_yuv(int padding, GuardedMemory::Guard guard);
  std::uint8_t* add_plane(std::size_t index, int row_bytes, int rows, int padding, GuardedMemory::Guard guard);
  [[nodiscard]] Rgb at(int x, int y) const;
  [[nodiscard]] Rgb mean(int x, int y) const;

  FrameView view_;
  std::vector<Rgb> pixels_;
  std::vector<std::unique_ptr<GuardedMemory>> planes_;
};

/// The samples a pixel of a picture has.
[[nodiscard]] Yuv sample(const Picture& picture, int x, int y);

/// Numbers that are the same in every run.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : state_(seed) {}
  int operator()(int least, int most) {
    state_ = state_ * 1664525U + 1013904223U;
    return least + static_cast<int>((state_ >> 8U) % static_cast<std::uint32_t>(most - least + 1));
  }

 private:
  std::uint32_t state_;
};

}  // namespace skyline::test
