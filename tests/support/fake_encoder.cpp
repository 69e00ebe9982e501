// SPDX-License-Identifier: Apache-2.0
#include "support/fake_encoder.hpp"

#include <gst/gst.h>

#include <map>

namespace skyline::test {
namespace {

// By type: a class_init or instance has no other way to find its behaviour.
std::map<GType, FakeEncoder>& fakes() {
  static std::map<GType, FakeEncoder> map;
  return map;
}

GstPadProbeReturn on_picture(GstPad* pad, GstPadProbeInfo* /*info*/, gpointer data) {
  auto& fake = *static_cast<FakeEncoder*>(data);
  const int picture = ++fake.pictures;
  if (fake.hang_after >= 0 && picture > fake.hang_after) return GST_PAD_PROBE_DROP;
  if (fake.fail_after >= 0 && picture > fake.fail_after) {
    auto* element = gst_pad_get_parent_element(pad);
    GST_ELEMENT_ERROR(element, LIBRARY, ENCODE, ("the device went away"), ("fake"));
    gst_object_unref(element);
    return GST_PAD_PROBE_DROP;
  }
  return GST_PAD_PROBE_OK;
}

void class_init(gpointer klass, gpointer /*data*/) {
  auto* element_class = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element_class, "Fake encoder", "Codec/Encoder/Video", "Tests", "Tests");
  auto* sink = gst_caps_from_string("video/x-raw,format=NV12");
  auto* src = gst_caps_from_string("video/x-h264");
  gst_element_class_add_pad_template(element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, sink));
  gst_element_class_add_pad_template(element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, src));
  gst_caps_unref(sink);
  gst_caps_unref(src);
}

void add_ghost(GstElement* bin, GstElement* inner, const char* name) {
  auto* pad = gst_element_get_static_pad(inner, name);
  gst_element_add_pad(bin, gst_ghost_pad_new(name, pad));
  gst_object_unref(pad);
}

void instance_init(GTypeInstance* instance, gpointer /*klass*/) {
  auto* encoder = gst_element_factory_make("x264enc", nullptr);
  gst_util_set_object_arg(G_OBJECT(encoder), "tune", "zerolatency");
  gst_bin_add(GST_BIN(instance), encoder);
  add_ghost(GST_ELEMENT(instance), encoder, "sink");
  add_ghost(GST_ELEMENT(instance), encoder, "src");
  auto* pad = gst_element_get_static_pad(encoder, "sink");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, &on_picture, &fakes().at(G_TYPE_FROM_INSTANCE(instance)), nullptr);
  gst_object_unref(pad);
}

}  // namespace

FakeEncoder& register_fake_encoder(const std::string& element) {
  gst_init(nullptr, nullptr);
  GTypeInfo info{};
  info.class_size = sizeof(GstBinClass);
  info.class_init = &class_init;
  info.instance_size = sizeof(GstBin);
  info.instance_init = &instance_init;
  const auto type =
      g_type_register_static(GST_TYPE_BIN, ("Fake_" + element).c_str(), &info, static_cast<GTypeFlags>(0));
  auto& fake = fakes()[type];
  gst_element_register(nullptr, element.c_str(), GST_RANK_NONE, type);
  return fake;
}

}  // namespace skyline::test
