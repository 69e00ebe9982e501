// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include "gst/handles.hpp"

namespace skyline::rtsp {

inline constexpr guint kSessionsPerConnection = 2;

/// The sessions of one connection. A session id is no bearer token: no other connection finds it here, and what is
/// here goes with the connection. Ids are 128 bits from the kernel.
[[nodiscard]] gst::Ref<GstRTSPSessionPool> make_session_pool();

}  // namespace skyline::rtsp
