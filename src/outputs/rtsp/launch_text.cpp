// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/launch_text.hpp"

#include <fmt/format.h>

#include <utility>

#include "gst/runtime.hpp"
#include "outputs/rtsp/debug_mask.hpp"
#include "outputs/rtsp/held_media.hpp"
#include "skyline/error.hpp"

namespace skyline::rtsp {
namespace {

using ParseContext = gst::Owned<GstParseContext, gst_parse_context_free>;
using Names = gst::Owned<gchar*, g_strfreev>;

std::string missing_elements(GstParseContext* context) {
  const Names names(gst_parse_context_get_missing_elements(context));
  std::string text;
  for (auto* const* name = names.get(); name && *name; ++name) {
    text += fmt::format("; GStreamer has no element {}: {}", *name, gst::package_of(*name));
  }
  return text;
}

bool gives_packets(GstElement* element) {
  const gst::Owned<GstPad, gst_object_unref> pad(gst_element_get_static_pad(element, "src"));
  if (!pad || !g_object_class_find_property(G_OBJECT_GET_CLASS(element), "pt")) return false;
  const gst::Caps caps(gst_pad_query_caps(pad.get(), nullptr));
  const gst::Caps packets(gst_caps_new_empty_simple("application/x-rtp"));
  return gst_caps_can_intersect(caps.get(), packets.get()) != FALSE;
}

// GStreamer puts several elements in one, as it is asked, but not a single one.
gst::Ref<GstElement> alone_in_bin(GstElement* element) {
  auto bin = gst::retain(gst_bin_new(nullptr));
  gst_bin_add(GST_BIN(bin.get()), element);
  return bin;
}

}  // namespace

gst::Ref<GstElement> parse_launch(std::string_view path, const std::string& text) {
  gst::init();
  const ParseContext context(gst_parse_context_new());
  GError* error = nullptr;
  constexpr auto kFlags = static_cast<GstParseFlags>(GST_PARSE_FLAG_FATAL_ERRORS | GST_PARSE_FLAG_PLACE_IN_BIN);
  auto bin = gst::retain(gst_parse_launch_full(text.c_str(), context.get(), kFlags, &error));
  const gst::GErrorPtr owned(error);
  if (!bin || error) {
    throw Error(fmt::format("the pipeline for {} cannot be built: {}{}", path,
                            error ? mask_credentials(error->message) : "GStreamer does not say why",
                            missing_elements(context.get())));
  }
  if (!GST_IS_BIN(bin.get())) bin = alone_in_bin(bin.get());
  if (GST_IS_PIPELINE(bin.get())) {
    throw Error(
        fmt::format("the pipeline for {} must be elements with '!' between them, at most in parentheses", path));
  }
  const auto payloaders = payloaders_of(bin.get());
  if (payloaders.empty()) {
    throw Error(
        fmt::format("the pipeline for {} has no payloader of the name pay0: let it end like "
                    "'... ! x264enc ! rtph264pay name=pay0'",
                    path));
  }
  for (const auto& one : payloaders) {
    if (gives_packets(one.get())) continue;
    throw Error(
        fmt::format("in the pipeline for {}, {} is no RTP payloader: give the name to an element such as "
                    "rtph264pay",
                    path, GST_OBJECT_NAME(one.get())));
  }
  return bin;
}

}  // namespace skyline::rtsp
