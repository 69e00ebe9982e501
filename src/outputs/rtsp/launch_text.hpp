// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <string>
#include <string_view>

#include "gst/handles.hpp"

namespace skyline::rtsp {

/// Builds what a text in gst-launch's syntax describes, with or without parentheses around it: a bin with a payloader
/// pay0, and pay1 and so on when there are more. `path` is for messages. Throws Error, with GStreamer's own words and
/// without the passwords of URLs, when it cannot be built or has no such payloader.
[[nodiscard]] gst::Ref<GstElement> parse_launch(std::string_view path, const std::string& text);

}  // namespace skyline::rtsp
