// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include "gst/handles.hpp"

namespace skyline::rtsp {

/// A server object that makes our clients: bounded transports, one media per path whatever the query, sessions of
/// their own, no HTTP tunnel unless asked. It listens nowhere; connections are handed to it.
[[nodiscard]] gst::Ref<GstRTSPServer> make_server(bool http_tunnel);

/// Closes a client when the handler that runs now has returned. On the loop's thread.
void close_later(GstRTSPClient* client);

/// True when a client has tried a tunnel that is not allowed.
[[nodiscard]] bool unwanted_tunnel(GstRTSPClient* client);

}  // namespace skyline::rtsp
