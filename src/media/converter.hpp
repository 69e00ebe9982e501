// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/picture.hpp"
#include "skyline/config.hpp"
#include "skyline/frame.hpp"

namespace skyline {

/// The shape a frame is encoded in at a given size. RGB and gray become BT.601 limited, the only matrix libyuv
/// writes; YUV keeps its own matrix and range, so that no sample is changed.
[[nodiscard]] PictureShape shape_for(const FrameView& frame, PictureFormat format, int width, int height);

/// The stream's size for a frame of this size: even (a last odd row or column is not shown), 16 to kMaxExtent.
[[nodiscard]] int stream_extent(int pixels);

/// Writes any usable frame (see why_unusable) into a picture of shape_for() it, scaled by `fit` when the sizes differ
/// by more than the odd row or column. Same size: one pass over the caller's memory. False when memory runs out.
[[nodiscard]] bool convert(const FrameView& frame, Fit fit, Picture& picture) noexcept;

}  // namespace skyline
