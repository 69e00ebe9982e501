// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include "gst/handles.hpp"

namespace skyline::rtsp {

/// A thread pool that starts no threads: media and clients run on the loop of `context`.
[[nodiscard]] gst::Ref<GstRTSPThreadPool> make_thread_pool(GMainContext* context);

/// A handle on the loop of `context`, as gst_rtsp_media_prepare() takes it over.
[[nodiscard]] GstRTSPThread* make_media_thread(GMainContext* context);

}  // namespace skyline::rtsp
