// SPDX-License-Identifier: Apache-2.0
#include "gst/element_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gst/handles.hpp"
#include "gst/runtime.hpp"

namespace skyline {
namespace gst {
namespace {

constexpr std::string_view kBase = "gstreamer1.0-plugins-base";
constexpr std::string_view kGood = "gstreamer1.0-plugins-good";
constexpr std::string_view kBad = "gstreamer1.0-plugins-bad";

constexpr std::string_view kEncoder = "encoder";  // probe_encoders() tells of those
constexpr std::string_view kOthers = "others";    // users' own pipelines have these
constexpr std::string_view kEncoding = "encoding";
constexpr std::string_view kRtsp = "RTSP";
constexpr std::string_view kSources = "reading sources";

struct Row {
  std::string_view element;
  std::string_view purpose;
  std::string_view package;
};
constexpr std::array kRows{
    Row{"appsrc", kEncoding, kBase},
    Row{"appsink", kEncoding, kBase},
    Row{"h264parse", kEncoding, kBad},
    Row{"rtph264pay", kRtsp, kGood},
    Row{"rtpbin", kRtsp, kGood},
    Row{"udpsrc", kRtsp, kGood},
    Row{"multiudpsink", kRtsp, kGood},
    Row{"uridecodebin", kSources, kBase},
    Row{"decodebin", kSources, kBase},
    Row{"videoconvert", kSources, kBase},
    Row{"videoscale", kSources, kBase},
    Row{"rtspsrc", kSources, kGood},
    Row{"rtph264depay", kSources, kGood},
    Row{"v4l2src", kSources, kGood},
    Row{"avdec_h264", kSources, "gstreamer1.0-libav"},
    Row{"x264enc", kEncoder, "gstreamer1.0-plugins-ugly"},
    Row{"openh264enc", kEncoder, kBad},
    Row{"vaapih264enc", kEncoder, "gstreamer1.0-vaapi"},
    Row{"nvh264enc", kEncoder, kBad},
    Row{"vah264enc", kEncoder, kBad},
    Row{"qsvh264enc", kEncoder, kBad},
    Row{"v4l2h264enc", kEncoder, kGood},
    Row{"nvv4l2h264enc", kEncoder, "nvidia-l4t-gstreamer, of NVIDIA's packages for Jetson"},
    Row{"mpph264enc", kEncoder, "gstreamer1.0-rockchip, of the board's maker"},
    Row{"nvvidconv", kOthers, "nvidia-l4t-gstreamer, of NVIDIA's packages for Jetson"},
    Row{"videoflip", kSources, kGood},
    Row{"udpsink", kOthers, kGood},
    Row{"matroskamux", kOthers, kGood},
    Row{"mp4mux", kOthers, kGood},
    Row{"openh264dec", kOthers, kBad},
    Row{"rtspclientsink", kOthers, "gstreamer1.0-rtsp"},
};

}  // namespace

std::string package_of(std::string_view element) {
  const auto* const row = std::ranges::find(kRows, element, &Row::element);
  if (row == kRows.end()) return "install the plug-in that brings it";
  return fmt::format("install {}", row->package);
}

}  // namespace gst

std::vector<ElementInfo> probe_elements() {
  gst::init();
  std::vector<ElementInfo> found;
  for (const auto& row : gst::kRows) {
    if (row.purpose == gst::kEncoder || row.purpose == gst::kOthers) continue;
    const std::string element(row.element);
    // Loading it, too: a registry may remember what is not there any more.
    const auto loaded = gst::retain(gst_element_factory_make(element.c_str(), nullptr));
    found.push_back({.element = element,
                     .purpose = std::string(row.purpose),
                     .package = std::string(row.package),
                     .required = row.purpose != gst::kSources,
                     .there = static_cast<bool>(loaded)});
  }
  return found;
}

}  // namespace skyline
