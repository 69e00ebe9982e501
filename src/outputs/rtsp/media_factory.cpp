// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/media_factory.hpp"

#include <utility>

#include "outputs/rtsp/gobject.hpp"

namespace skyline::rtsp {
namespace {

// Null: nothing is cached by URL, construct() answers every request.
gchar* no_key(GstRTSPMediaFactory* /*factory*/, const GstRTSPUrl* /*url*/) { return nullptr; }

GstRTSPMedia* construct(GstRTSPMediaFactory* factory, const GstRTSPUrl* /*url*/) {
  return (*Attached<MediaSource>::get(factory))().release();
}

// The media is configured once by whoever holds it; the default would do it again for each client.
void configure(GstRTSPMediaFactory* /*factory*/, GstRTSPMedia* /*media*/) {}

void init_class(gpointer type, gpointer /*data*/) {
  auto* klass = GST_RTSP_MEDIA_FACTORY_CLASS(type);
  klass->gen_key = no_key;
  klass->construct = construct;
  klass->configure = configure;
}

}  // namespace

gst::Ref<GstRTSPMediaFactory> make_media_factory(MediaSource held) {
  static const GType type = subclass_of(GST_TYPE_RTSP_MEDIA_FACTORY, "SkyRtspMediaFactory", init_class);
  auto factory = gst::adopt(GST_RTSP_MEDIA_FACTORY(g_object_new(type, nullptr)));
  Attached<MediaSource>::set(factory.get(), std::move(held));
  return factory;
}

}  // namespace skyline::rtsp
