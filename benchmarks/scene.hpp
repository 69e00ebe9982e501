// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>

#include "frame_size.hpp"

namespace bench {

/// What a camera with drawn detections looks like to an encoder: a texture that rests for a while and then pans,
/// objects that cross it, boxes and text on them, and noise that is new in each frame. The same number gives the same
/// BGR picture.
class Scene {
 public:
  Scene();
  /// Draws into kFrameBytes of memory.
  void draw(int number, std::uint8_t* pixels) const;

 private:
  cv::Mat texture_;
};

}  // namespace bench
