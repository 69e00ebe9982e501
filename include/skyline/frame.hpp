// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "skyline/export.hpp"

namespace skyline {

/// Memory order of the bytes of a raw picture, 8 bits a sample.
enum class PixelFormat {
  kBgr,   ///< 3 bytes a pixel, B first (OpenCV's order)
  kRgb,   ///< 3 bytes a pixel, R first
  kBgra,  ///< 4 bytes a pixel, B first; alpha is ignored
  kRgba,  ///< 4 bytes a pixel, R first; alpha is ignored
  kGray,  ///< 1 byte a pixel, 0 is black and 255 is white
  kNv12,  ///< plane 0: Y; plane 1: U and V interleaved at half width and height (rounded up)
  kI420,  ///< planes 0, 1, 2: Y, U, V; chroma at half width and height (rounded up)
};

/// How the samples of kNv12 and kI420 relate to RGB. Other formats do not read it.
enum class ColorMatrix { kBt601, kBt709 };
enum class ColorRange { kLimited, kFull };

struct Plane {
  const std::uint8_t* data = nullptr;
  /// Bytes from one row to the next, at least a row's own in magnitude. Negative when the rows are stored bottom-up:
  /// `data` is the row shown first then, the last one in memory.
  std::ptrdiff_t stride = 0;
};

/// A raw picture that somebody else owns: no copy, no ownership. Planes the format does not have stay empty.
struct FrameView {
  PixelFormat format = PixelFormat::kBgr;
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  std::array<Plane, 3> planes{};
  ColorMatrix matrix = ColorMatrix::kBt601;
  ColorRange range = ColorRange::kLimited;

  FrameView() = default;

  /// A picture in one block of memory. `stride` is the bytes from row to row of plane 0 (0: rows touch
  /// each other; negative: `data` is the last row in memory). kNv12 and kI420 have their chroma planes right behind,
  /// their strides derived from it: the same for NV12 (rounded up to even), half (rounded up) for I420. Where those
  /// would be is not known with a negative stride: such a frame is not usable, set its planes one by one.
  SKYLINE_API FrameView(const void* data, int width, int height, PixelFormat format, std::ptrdiff_t stride = 0);
};

/// A raw picture whose memory is handed over. `release` is called exactly once, on any thread, when the
/// pixels are no longer read: after conversion, or when the frame is not used at all. It must not throw.
class OwnedFrame {
 public:
  OwnedFrame() = default;
  OwnedFrame(const FrameView& view, std::function<void()> release) : view_(view), release_(std::move(release)) {}
  OwnedFrame(OwnedFrame&& other) noexcept : view_(other.view_), release_(std::exchange(other.release_, nullptr)) {}
  OwnedFrame& operator=(OwnedFrame&& other) noexcept {
    if (this != &other) {
      reset();
      view_ = other.view_;
      release_ = std::exchange(other.release_, nullptr);
    }
    return *this;
  }
  ~OwnedFrame() { reset(); }

  [[nodiscard]] const FrameView& view() const { return view_; }
  void reset() noexcept {
    if (auto release = std::exchange(release_, nullptr)) release();
  }

 private:
  FrameView view_;
  std::function<void()> release_;
};

/// Specialise this for an image type of your own and `SkyLine::put(image)` takes it. Needed:
/// `static FrameView view(const Image&)`; and `static OwnedFrame own(Image&&)` when it can be handed over.
/// <skyline/opencv.hpp> does so for cv::Mat.
template <class Image>
struct FrameAdapter;

}  // namespace skyline
