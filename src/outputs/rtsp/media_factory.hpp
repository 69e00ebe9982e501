// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include <functional>

#include "gst/handles.hpp"

namespace skyline::rtsp {

/// Gives the media that is held now, whatever the URL; null while there is none. Called on the loop's thread.
using MediaSource = std::function<gst::Ref<GstRTSPMedia>()>;

/// A factory that never makes a media of its own: every request for its path gets the one that is held prepared.
[[nodiscard]] gst::Ref<GstRTSPMediaFactory> make_media_factory(MediaSource held);

}  // namespace skyline::rtsp
