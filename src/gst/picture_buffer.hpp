// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "gst/handles.hpp"
#include "media/picture.hpp"

namespace skyline::gst {

/// What appsrc says of pictures of this shape, colour included.
[[nodiscard]] Caps raw_caps(const PictureShape& shape, double fps);

/// A buffer of the picture's own memory, which it keeps alive. The caller owns it.
[[nodiscard]] GstBuffer* wrap(std::shared_ptr<const Picture> picture);

}  // namespace skyline::gst
