// SPDX-License-Identifier: Apache-2.0
#include "gst/encoder_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>

#include "base/log.hpp"
#include "gst/element_catalog.hpp"
#include "gst/encode_pipeline.hpp"
#include "gst/handles.hpp"
#include "gst/runtime.hpp"
#include "media/h264.hpp"
#include "skyline/error.hpp"

namespace skyline::gst {
namespace {

using namespace std::chrono_literals;

constexpr auto kProbeTime = 5s;  // a cold hardware driver takes seconds
constexpr int kProbePictures = 32;
constexpr PictureShape kProbeShape{.format = PictureFormat::kI420, .width = 320, .height = 240};

std::vector<EncoderRow> system_rows() {
  const auto va =
      std::string("bitrate={kbps} rate-control=cbr cpb-size={vbv_kbit} b-frames=0 key-int-max=1024 target-usage=6");
  return {
      {.element = "nvv4l2h264enc",
       .upload = "nvvidconv ! video/x-raw(memory:NVMM),format=NV12",
       .settings = "bitrate={bps} control-rate=1 vbv-size={vbv_bit} num-B-Frames=0 iframeinterval={frames} "
                   "idrinterval={frames} insert-sps-pps=true insert-vui=true maxperf-enable=true poc-type=2",
       .live = "bitrate={bps}"},
      {.element = "nvh264enc",
       .settings = "bitrate={kbps} rc-mode=cbr preset=low-latency-hq zerolatency=true bframes=0 gop-size=-1 "
                   "vbv-buffer-size={vbv_kbit} rc-lookahead=0",
       .live = "bitrate={kbps}"},
      {.element = "vah264enc", .settings = va, .live = "bitrate={kbps}"},
      {.element = "qsvh264enc",
       .settings = "bitrate={kbps} rate-control=cbr b-frames=0 gop-size=0 low-latency=true",
       .live = "bitrate={kbps}"},
      {.element = "vaapih264enc",
       .settings =
           "bitrate={kbps} rate-control=cbr cpb-length={vbv_ms} max-bframes=0 keyframe-period=0 quality-level=6",
       .live = "bitrate={kbps}"},
      {.element = "v4l2h264enc",
       .settings = "extra-controls=controls,video_bitrate={bps},video_bitrate_mode=1,repeat_sequence_header=1,"
                   "video_b_frames=0,h264_i_frame_period={frames}"},
      {.element = "mpph264enc",
       .settings = "bps={bps} rc-mode=cbr gop=-1 header-mode=each-idr zero-copy-pkt=true",
       .live = "bps={bps}"},
      {.element = "x264enc",
       .hardware = false,
       .format = PictureFormat::kI420,
       .whole_units = true,
       .settings = "tune=zerolatency speed-preset={preset} bitrate={kbps} vbv-buf-capacity={vbv_ms} bframes=0 "
                   "key-int-max={frames} threads={threads} aud=false byte-stream=true",
       .live = "bitrate={kbps} vbv-buf-capacity={vbv_ms}"},
      {.element = "openh264enc",
       .hardware = false,
       .format = PictureFormat::kI420,
       .settings =
           "bitrate={bps} rate-control=bitrate complexity=low gop-size={frames} multi-thread=1 usage-type=camera",
       .live = "bitrate={bps}"},
  };
}

// Encodes flat pictures until one comes out as a decodable key unit of the right size.
class Probe {
 public:
  std::string run(const EncoderRow& row) {
    try {
      EncodePipeline pipeline(row, EncodingConfig{}, 30, shape(row), events());
      for (int i = 0; i < kProbePictures; ++i) {
        if (!wait_ready()) break;
        pipeline.encode(picture(row), stamp(i), EncodePipeline::Kind::kFrame, i == 0);
      }
      wait_outcome();
    } catch (const Error& error) {
      return error.what();
    }
    const std::lock_guard lock(mutex_);
    if (!failure_.empty()) return failure_;
    return good_ ? "" : fmt::format("no picture came out within {} s", kProbeTime.count());
  }

 private:
  static PictureShape shape(const EncoderRow& row) {
    auto shape = kProbeShape;
    shape.format = row.format;
    return shape;
  }
  static std::shared_ptr<const Picture> picture(const EncoderRow& row) {
    auto picture = std::make_shared<Picture>(shape(row));
    std::memset(picture->plane(0), 128, picture->size());
    return picture;
  }
  static Stamp stamp(int index) { return {SteadyTime{1s + index * 33ms}, SystemTime{1s + index * 33ms}}; }

  EncodePipeline::Events events() {
    return {
        .unit =
            [this](const UnitPtr& unit, const EncodePipeline::Ended& /*ended*/) {
              const auto sps = unit->config ? h264::parse_sps(unit->config->sps) : std::nullopt;
              const std::lock_guard lock(mutex_);
              good_ =
                  good_ || (unit->key && sps && sps->width == kProbeShape.width && sps->height == kProbeShape.height);
              changed_.notify_all();
            },
        .ready = [this] { note([this] { ready_ = true; }); },
        .failed = [this](const std::string& why) { note([&] { failure_ = why; }); },
    };
  }
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  bool wait_ready() {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline_, [this] { return ready_ || over(); });
    return !over() && std::exchange(ready_, false);
  }
  void wait_outcome() {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline_, [this] { return over(); });
  }
  bool over() const { return good_ || !failure_.empty(); }

  const std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::now() + kProbeTime;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ready_ = false;  // guarded by mutex_, as all below
  bool good_ = false;
  std::string failure_;
};

std::string prove(const EncoderRow& row) {
  init();
  const auto factory = adopt(gst_element_factory_find(row.element.c_str()));
  if (!factory && row.hardware) {
    return fmt::format("not offered here: it needs its hardware and driver, then {}", package_of(row.element));
  }
  if (!factory) return fmt::format("not installed: {}", package_of(row.element));
  return Probe().run(row);
}

}  // namespace

EncoderCatalog& EncoderCatalog::system() {
  static EncoderCatalog catalog(system_rows());
  return catalog;
}

const std::string& EncoderCatalog::reason_against(const EncoderRow& row) {
  const std::lock_guard lock(mutex_);
  const auto known = reasons_.find(row.element);
  if (known != reasons_.end()) return known->second;
  const auto& reason = reasons_[row.element] = prove(row);
  log::debug("encoder", "{}: {}", row.element, reason.empty() ? "works" : reason);
  return reason;
}

const EncoderRow* EncoderCatalog::choose(const std::string& wanted, const std::set<std::string>& avoid) {
  const auto usable = [&](const EncoderRow& row) {
    return !avoid.contains(row.element) && reason_against(row).empty();
  };
  const auto first = std::ranges::find(rows_, wanted, &EncoderRow::element);
  if (first != rows_.end() && usable(*first)) return &*first;
  const auto found = std::ranges::find_if(rows_, usable);
  return found == rows_.end() ? nullptr : &*found;
}

std::string EncoderCatalog::why_none() {
  std::string text;
  for (const auto& row : rows_) {
    const auto& reason = reason_against(row);
    text += fmt::format("\n  {}: {}", row.element, reason.empty() ? "works, but failed in this stream" : reason);
  }
  return text;
}

std::vector<EncoderInfo> EncoderCatalog::probe_all() {
  std::vector<EncoderInfo> all;
  bool chosen = false;
  for (const auto& row : rows_) {
    const auto& reason = reason_against(row);
    const bool works = reason.empty();
    all.push_back({.element = row.element,
                   .hardware = row.hardware,
                   .works = works,
                   .chosen = works && !std::exchange(chosen, chosen || works),
                   .reason = reason});
  }
  return all;
}

void EncoderCatalog::require_known(const std::string& element) const {
  if (std::ranges::find(rows_, element, &EncoderRow::element) == rows_.end()) {
    std::string names;
    for (const auto& row : rows_) names += (names.empty() ? "" : ", ") + row.element;
    throw Error(fmt::format("encoder \"{}\" is not known; it can be one of: {}", element, names));
  }
  init();
  if (!adopt(gst_element_factory_find(element.c_str()))) {
    throw Error(fmt::format("encoder {} is not installed: {}", element, package_of(element)));
  }
}

}  // namespace skyline::gst

namespace skyline {

std::vector<EncoderInfo> probe_encoders() { return gst::EncoderCatalog::system().probe_all(); }

}  // namespace skyline
