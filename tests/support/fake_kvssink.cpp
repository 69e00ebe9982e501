// SPDX-License-Identifier: Apache-2.0
#include "support/fake_kvssink.hpp"

#include <fstream>
#include <iterator>

namespace skyline::test {
namespace {

FakeKvssink& fake() {
  static FakeKvssink fake;
  return fake;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

GstPadProbeReturn on_buffer(GstPad* pad, GstPadProbeInfo* info, gpointer /*data*/) {
  auto* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  FakeKvssink::Buffer taken{.key = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT),
                            .dts = GST_BUFFER_DTS_IS_VALID(buffer) != FALSE,
                            .pts = GST_BUFFER_PTS(buffer),
                            .credentials = text_of(fake().property("credential-path"))};
  gst_buffer_extract(buffer, 0, &taken.first_byte, 1);
  auto* caps = gst_pad_get_current_caps(pad);
  auto* text = gst_caps_to_string(caps);
  fake().take(taken, text);
  g_free(text);
  gst_caps_unref(caps);
  return GST_PAD_PROBE_OK;
}

void set_property(GObject* /*object*/, guint /*id*/, const GValue* value, GParamSpec* spec) {
  auto* text = gst_value_serialize(value);
  fake().set(spec->name, G_VALUE_HOLDS_STRING(value) ? g_value_get_string(value) : text);
  g_free(text);
}

void install(GObjectClass* klass) {
  guint id = 0;
  for (const auto* name : {"stream-name", "aws-region", "credential-path"}) {
    g_object_class_install_property(klass, ++id, g_param_spec_string(name, name, name, nullptr, G_PARAM_WRITABLE));
  }
  for (const auto* name : {"storage-size", "retention-period", "stop-stream-timeout"}) {
    g_object_class_install_property(klass, ++id,
                                    g_param_spec_uint(name, name, name, 0, G_MAXUINT, 0, G_PARAM_WRITABLE));
  }
  const auto* create = "allow-create-stream";
  g_object_class_install_property(klass, ++id, g_param_spec_boolean(create, create, create, TRUE, G_PARAM_WRITABLE));
}

void class_init(gpointer klass, gpointer /*data*/) {
  G_OBJECT_CLASS(klass)->set_property = &set_property;
  install(G_OBJECT_CLASS(klass));
  auto* element_class = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element_class, "Fake kvssink", "Sink/Video/Network", "Tests", "Tests");
  auto* caps = gst_caps_from_string("video/x-h264,stream-format=avc,alignment=au");
  gst_element_class_add_pad_template(element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
}

void instance_init(GTypeInstance* instance, gpointer klass) {
  auto* sink = gst_element_factory_make("fakesink", nullptr);
  g_object_set(sink, "sync", FALSE, nullptr);
  gst_bin_add(GST_BIN(instance), sink);
  auto* inner = gst_element_get_static_pad(sink, "sink");
  auto* pad_template = gst_element_class_get_pad_template(GST_ELEMENT_CLASS(klass), "sink");
  gst_element_add_pad(GST_ELEMENT(instance), gst_ghost_pad_new_from_template("sink", inner, pad_template));
  gst_pad_add_probe(inner, GST_PAD_PROBE_TYPE_BUFFER, &on_buffer, nullptr, nullptr);
  gst_object_unref(inner);
}

}  // namespace

void FakeKvssink::set(const std::string& property, const std::string& value) {
  const std::lock_guard lock(mutex_);
  properties_[property] = value;
}

void FakeKvssink::take(const Buffer& buffer, const std::string& caps) {
  const std::lock_guard lock(mutex_);
  buffers_.push_back(buffer);
  caps_ = caps;
}

std::string FakeKvssink::property(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = properties_.find(name);
  return found == properties_.end() ? std::string{} : found->second;
}

std::vector<FakeKvssink::Buffer> FakeKvssink::buffers() const {
  const std::lock_guard lock(mutex_);
  return buffers_;
}

std::string FakeKvssink::caps() const {
  const std::lock_guard lock(mutex_);
  return caps_;
}

FakeKvssink& register_fake_kvssink(GstPlugin* plugin) {
  gst_init(nullptr, nullptr);
  GTypeInfo info{};
  info.class_size = sizeof(GstBinClass);
  info.class_init = &class_init;
  info.instance_size = sizeof(GstBin);
  info.instance_init = &instance_init;
  const auto type = g_type_register_static(GST_TYPE_BIN, "FakeKvssink", &info, static_cast<GTypeFlags>(0));
  gst_element_register(plugin, "kvssink", GST_RANK_NONE, type);
  return fake();
}

}  // namespace skyline::test
