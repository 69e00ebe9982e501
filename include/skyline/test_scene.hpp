// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "skyline/export.hpp"
#include "skyline/frame.hpp"

namespace skyline {

/// A moving scene to try things with: textured background, moving boxes, a clock and the frame number.
/// Deterministic: the same index and time give the same picture.
class SKYLINE_API TestScene {
 public:
  /// Throws Error unless width and height are within 16 to 8192.
  TestScene(int width, int height);
  TestScene(const TestScene&) = delete;
  TestScene& operator=(const TestScene&) = delete;
  ~TestScene();

  /// Draws frame `index` as kBgr and returns a view of it, valid until the next call.
  FrameView draw(std::uint64_t index, std::chrono::system_clock::time_point time);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline
