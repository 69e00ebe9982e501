// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core/mat.hpp>

#include "skyline/frame.hpp"

namespace skyline {

/// cv::Mat of type CV_8UC3 is BGR, CV_8UC4 is BGRA, CV_8UC1 is gray; regions of interest work. Any other type
/// gives an empty view, which put() refuses with a log line.
template <>
struct FrameAdapter<cv::Mat> {
  static FrameView view(const cv::Mat& image) {
    PixelFormat format = PixelFormat::kBgr;
    switch (image.type()) {
      case CV_8UC1: format = PixelFormat::kGray; break;
      case CV_8UC3: break;
      case CV_8UC4: format = PixelFormat::kBgra; break;
      default: return {};
    }
    if (image.dims > 2) return {};
    return {image.data, image.cols, image.rows, format, static_cast<std::ptrdiff_t>(image.step[0])};
  }

  /// The pixels are shared, not copied: nobody may write to them until they are released, which is when the last
  /// cv::Mat that refers to them goes away inside.
  static OwnedFrame own(cv::Mat&& image) {
    const FrameView view = FrameAdapter::view(image);
    return {view, [kept = std::move(image)]() mutable { kept.release(); }};
  }
};

}  // namespace skyline
