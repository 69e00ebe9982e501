// SPDX-License-Identifier: Apache-2.0
#include "gst/picture_buffer.hpp"

#include <gst/video/video.h>

#include <array>
#include <utility>

namespace skyline::gst {

Caps raw_caps(const PictureShape& shape, double fps) {
  gint numerator = 0;
  gint denominator = 1;
  gst_util_double_to_fraction(fps, &numerator, &denominator);
  // Pictures for a screen: the primaries and transfer of BT.709 (those of sRGB) whatever the matrix.
  const GstVideoColorimetry colour{
      .range = shape.range == ColorRange::kFull ? GST_VIDEO_COLOR_RANGE_0_255 : GST_VIDEO_COLOR_RANGE_16_235,
      .matrix = shape.matrix == ColorMatrix::kBt709 ? GST_VIDEO_COLOR_MATRIX_BT709 : GST_VIDEO_COLOR_MATRIX_BT601,
      .transfer = GST_VIDEO_TRANSFER_BT709,
      .primaries = GST_VIDEO_COLOR_PRIMARIES_BT709};
  const GString colorimetry(gst_video_colorimetry_to_string(&colour));
  return Caps(gst_caps_new_simple(
      "video/x-raw", "format", G_TYPE_STRING, shape.format == PictureFormat::kI420 ? "I420" : "NV12", "width",
      G_TYPE_INT, shape.width, "height", G_TYPE_INT, shape.height, "framerate", GST_TYPE_FRACTION, numerator,
      denominator, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, "interlace-mode", G_TYPE_STRING, "progressive",
      "colorimetry", G_TYPE_STRING, colorimetry.get(), nullptr));
}

GstBuffer* wrap(std::shared_ptr<const Picture> picture) {
  const auto& shape = picture->shape();
  std::array<gsize, GST_VIDEO_MAX_PLANES> offsets{};
  std::array<gint, GST_VIDEO_MAX_PLANES> strides{};
  for (int i = 0; i < picture->planes(); ++i) {
    offsets[static_cast<std::size_t>(i)] = picture->offset(i);
    strides[static_cast<std::size_t>(i)] = picture->stride(i);
  }
  const auto* memory = picture->plane(0);
  const auto size = picture->size();
  const auto planes = static_cast<guint>(picture->planes());
  using Holder = std::shared_ptr<const Picture>;
  auto* buffer = gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, const_cast<std::uint8_t*>(memory), size, 0, size,
                                             new Holder(std::move(picture)),
                                             [](gpointer holder) { delete static_cast<Holder*>(holder); });
  gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE,
                                 shape.format == PictureFormat::kI420 ? GST_VIDEO_FORMAT_I420 : GST_VIDEO_FORMAT_NV12,
                                 static_cast<guint>(shape.width), static_cast<guint>(shape.height), planes,
                                 offsets.data(), strides.data());
  return buffer;
}

}  // namespace skyline::gst
