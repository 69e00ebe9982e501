// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gst/gst.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "cli/errors.hpp"
#include "cli/sources/gst_source.hpp"
#include "cli/sources/url.hpp"

namespace skyline::cli {
namespace {

constexpr guint kJitterBufferMs = 100;
constexpr guint64 kTcpTimeoutUs = 10'000'000;
// TCP only (4), within TLS (32) for rtsps: no loss, and no seconds of waiting for UDP that a firewall eats.
constexpr gint kTcp = 0x4;
constexpr gint kTls = 0x20;

ElementPtr named(GstBin* bin, const char* name) { return ElementPtr(gst_bin_get_by_name(bin, name)); }

void check_media_file(const std::string& path) {
  struct stat status {};
  std::string reason;
  if (stat(path.c_str(), &status) != 0) {
    reason = std::strerror(errno);
  } else if (!S_ISREG(status.st_mode)) {
    reason = "it is not a file";
  }
  if (!reason.empty()) {
    throw RunError(
        fmt::format("cannot open {}: {}; a source is test, a media file, rtsp://..., /dev/videoN or -", path, reason));
  }
}

std::string file_uri(const std::string& path) {
  const std::unique_ptr<char, Freed<g_free>> uri(gst_filename_to_uri(path.c_str(), nullptr));
  if (!uri) throw RunError(fmt::format("cannot open {}: its name makes no URI; rename it", path));
  return uri.get();
}

/// Of the streams a camera offers, only video is set up.
gboolean is_video(GstElement* /*rtspsrc*/, guint /*number*/, GstCaps* caps, gpointer /*data*/) {
  const auto* structure = caps != nullptr && !gst_caps_is_empty(caps) ? gst_caps_get_structure(caps, 0) : nullptr;
  const auto* media = structure != nullptr ? gst_structure_get_string(structure, "media") : nullptr;
  return media == nullptr || std::strcmp(media, "video") == 0 ? TRUE : FALSE;
}

void set_up_rtsp(GstElement* rtspsrc, const UrlParts& url) {
  g_object_set(rtspsrc, "location", url.bare.c_str(), "latency", kJitterBufferMs, "drop-on-latency", TRUE, "protocols",
               url.bare.starts_with("rtsps") ? kTcp | kTls : kTcp, "tcp-timeout", kTcpTimeoutUs, nullptr);
  if (!url.user.empty()) g_object_set(rtspsrc, "user-id", url.user.c_str(), "user-pw", url.password.c_str(), nullptr);
  g_signal_connect(rtspsrc, "select-stream", G_CALLBACK(is_video), nullptr);
}

/// What to ask a device for: the wanted size first, then whatever it has.
std::string device_caps(const SourceSettings& settings) {
  std::string wanted;
  if (settings.size) wanted += fmt::format(",width={},height={}", settings.size->width, settings.size->height);
  const auto with = [](const std::string& fields) { return fmt::format("video/x-raw{0};image/jpeg{0}", fields); };
  return wanted.empty() ? with("") : fmt::format("{};{}", with(wanted), with(""));
}

}  // namespace

GstInput file_input(const std::string& path) {
  GstInput input;
  input.shown = path;
  // Phones film upright by a tag: videoflip obeys it, and passes everything else through.
  input.description =
      "uridecodebin name=in expose-all-streams=false caps=\"video/x-raw(ANY)\" ! videoconvert ! "
      "videoflip video-direction=auto";
  input.configure = [path](GstBin* bin) {
    check_media_file(path);
    g_object_set(named(bin, "in").get(), "uri", file_uri(path).c_str(), nullptr);
  };
  return input;
}

GstInput rtsp_input(const std::string& url) {
  GstInput input;
  const auto parts = split_url(url);
  input.shown = parts.shown;
  input.description = "rtspsrc name=in ! decodebin expose-all-streams=false caps=\"video/x-raw(ANY)\"";
  input.configure = [parts](GstBin* bin) { set_up_rtsp(named(bin, "in").get(), parts); };
  input.live = true;
  input.at_end = GstInput::AtEnd::kReconnect;
  return input;
}

GstInput device_input(const SourceSettings& settings) {
  GstInput input;
  input.shown = settings.location;
  input.description = "v4l2src name=in ! capsfilter name=mode ! decodebin";
  input.configure = [device = settings.location, caps_text = device_caps(settings)](GstBin* bin) {
    const std::unique_ptr<GstCaps, Freed<gst_caps_unref>> caps(gst_caps_from_string(caps_text.c_str()));
    g_object_set(named(bin, "in").get(), "device", device.c_str(), nullptr);
    g_object_set(named(bin, "mode").get(), "caps", caps.get(), nullptr);
  };
  input.live = true;
  return input;
}

}  // namespace skyline::cli
