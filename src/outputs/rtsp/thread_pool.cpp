// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/thread_pool.hpp"

#include <memory>

#include "outputs/rtsp/gobject.hpp"

namespace skyline::rtsp {
namespace {

struct PoolContext {
  std::shared_ptr<GMainContext> context;
};

// Clients get none, which leaves them on the loop that accepted them.
GstRTSPThread* get_thread(GstRTSPThreadPool* pool, GstRTSPThreadType type, GstRTSPContext* /*context*/) {
  if (type == GST_RTSP_THREAD_TYPE_CLIENT) return nullptr;
  return make_media_thread(Attached<PoolContext>::get(pool)->context.get());
}

void init_class(gpointer type, gpointer /*data*/) { GST_RTSP_THREAD_POOL_CLASS(type)->get_thread = get_thread; }

}  // namespace

GstRTSPThread* make_media_thread(GMainContext* context) {
  auto* thread = gst_rtsp_thread_new(GST_RTSP_THREAD_TYPE_MEDIA);
  // The loop object stays the private one nobody runs: stopping the handle then quits nothing.
  g_main_context_unref(thread->context);
  thread->context = g_main_context_ref(context);
  return thread;
}

gst::Ref<GstRTSPThreadPool> make_thread_pool(GMainContext* context) {
  static const GType type = subclass_of(GST_TYPE_RTSP_THREAD_POOL, "SkyRtspThreadPool", init_class);
  auto pool = gst::adopt(GST_RTSP_THREAD_POOL(g_object_new(type, nullptr)));
  Attached<PoolContext>::set(pool.get(), {{g_main_context_ref(context), g_main_context_unref}});
  return pool;
}

}  // namespace skyline::rtsp
