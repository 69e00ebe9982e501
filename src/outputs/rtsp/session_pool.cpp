// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/session_pool.hpp"

#include <exception>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "outputs/rtsp/gobject.hpp"

namespace skyline::rtsp {
namespace {

// Null makes the library refuse the session.
gchar* create_session_id(GstRTSPSessionPool* /*pool*/) {
  try {
    return g_strdup(random_hex(16).c_str());
  } catch (const std::exception& error) {
    log::error("rtsp", "no session for a client: {}", error.what());
    return nullptr;
  }
}

void init_class(gpointer type, gpointer /*data*/) {
  GST_RTSP_SESSION_POOL_CLASS(type)->create_session_id = create_session_id;
}

}  // namespace

gst::Ref<GstRTSPSessionPool> make_session_pool() {
  static const GType type = subclass_of(GST_TYPE_RTSP_SESSION_POOL, "SkyRtspSessionPool", init_class);
  auto pool = gst::adopt(GST_RTSP_SESSION_POOL(g_object_new(type, nullptr)));
  gst_rtsp_session_pool_set_max_sessions(pool.get(), kSessionsPerConnection);
  return pool;
}

}  // namespace skyline::rtsp
