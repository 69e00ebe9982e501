// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include "gst/handles.hpp"

namespace skyline::rtsp {

/// A server object that makes our clients: bounded transports, one media per path whatever the query, sessions of
/// their own. It listens nowhere; connections are handed to it.
[[nodiscard]] gst::Ref<GstRTSPServer> make_server();

}  // namespace skyline::rtsp
