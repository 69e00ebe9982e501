// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "gst/handles.hpp"
#include "outputs/rtsp/access_control.hpp"

namespace skyline::rtsp {

/// What every request has to pass before the library acts on it. Lives on the loop's thread.
struct Doorkeeper {
  std::unique_ptr<const AccessControl> access;         ///< null: anybody may watch
  std::function<bool(std::string_view path)> not_yet;  ///< a stream that will be there, but is not ready
  bool tls = false;
  bool http_tunnel = false;
  Throttle throttle;
};

/// The library's hook for checks, with our rules behind it.
[[nodiscard]] gst::Ref<GstRTSPAuth> make_auth(std::shared_ptr<Doorkeeper> keeper);

/// Whom a connection has proved to be, last; empty for nobody.
[[nodiscard]] std::string viewer_of(GstRTSPClient* client);

}  // namespace skyline::rtsp
