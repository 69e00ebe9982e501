// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "skyline/frame.hpp"

namespace skyline {

enum class PictureFormat { kI420, kNv12 };

/// What an encoder is configured with. Width and height are even.
struct PictureShape {
  PictureFormat format = PictureFormat::kI420;
  int width = 0;
  int height = 0;
  ColorMatrix matrix = ColorMatrix::kBt601;
  ColorRange range = ColorRange::kLimited;
  bool operator==(const PictureShape&) const = default;
};

/// A picture ready for an encoder, in one block of memory: planes behind each other, rows 32-byte aligned.
class Picture {
 public:
  explicit Picture(const PictureShape& shape);

  [[nodiscard]] const PictureShape& shape() const { return shape_; }
  [[nodiscard]] int planes() const { return shape_.format == PictureFormat::kI420 ? 3 : 2; }
  [[nodiscard]] std::uint8_t* plane(int index) { return memory_.get() + offsets_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] const std::uint8_t* plane(int index) const {
    return memory_.get() + offsets_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] int stride(int index) const { return strides_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::size_t offset(int index) const { return offsets_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::uint8_t* memory) const;
  };
  PictureShape shape_;
  std::array<std::size_t, 3> offsets_{};
  std::array<int, 3> strides_{};
  std::size_t size_ = 0;
  std::unique_ptr<std::uint8_t, Free> memory_;
};

/// Keeps pictures of one shape for reuse; a picture returns to it when its last holder lets go, on any thread, also
/// after the pool is gone. Any thread may acquire.
class PicturePool {
 public:
  explicit PicturePool(std::size_t most);

  /// A picture of this shape with undefined content; null when `most` are out or memory is short. A new shape frees the
  /// kept ones.
  [[nodiscard]] std::shared_ptr<Picture> acquire(const PictureShape& shape);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace skyline
