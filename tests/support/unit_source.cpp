// SPDX-License-Identifier: Apache-2.0
#include "support/unit_source.hpp"

#include <fmt/format.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <stdexcept>
#include <vector>

#include "gst/runtime.hpp"
#include "media/h264.hpp"
#include "support/frame_code.hpp"

namespace skyline::test {

UnitSource::UnitSource(int width, int height, int bitrate_kbps) : width_(width), height_(height) {
  gst::init();
  const auto text = fmt::format(
      "appsrc name=in format=time caps=video/x-raw,format=I420,width={},height={},framerate=30/1 ! "
      "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=100000 threads=1 bitrate={} ! "
      "video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=out sync=false",
      width, height, bitrate_kbps);
  pipeline_ = gst::retain(gst_parse_launch(text.c_str(), nullptr));
  if (!pipeline_) throw std::runtime_error("no x264enc");
  source_ = gst::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "in"));
  sink_ = gst::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "out"));
  config_ = std::make_shared<CodecConfig>(CodecConfig{width, height, 30, {}, {}});
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

UnitSource::~UnitSource() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

gst::Buffer UnitSource::draw() const {
  const auto luma = static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  gst::Buffer buffer(gst_buffer_new_allocate(nullptr, luma * 3 / 2, nullptr));
  std::vector<std::uint8_t> pixels(luma * 3 / 2, 128);
  for (std::size_t i = 0; i < luma; ++i) pixels[i] = static_cast<std::uint8_t>((i / 8 + index_ * 3) ^ (i >> 9U));
  if (width_ >= kFrameCodeMinWidth && height_ >= kFrameCodeMinHeight) {
    draw_frame_code(pixels.data(), width_, width_, height_, 1, static_cast<std::uint32_t>(index_));
  }
  gst_buffer_fill(buffer.get(), 0, pixels.data(), pixels.size());
  GST_BUFFER_PTS(buffer.get()) = index_ * GST_SECOND / 30;
  return buffer;
}

UnitPtr UnitSource::next(bool key) {
  if (key && index_ > 0) {
    const auto pad = gst::adopt(gst_element_get_static_pad(source_.get(), "src"));
    auto* wish = gst_structure_new("GstForceKeyUnit", "all-headers", G_TYPE_BOOLEAN, TRUE, nullptr);
    gst_pad_push_event(pad.get(), gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, wish));
  }
  auto unit = std::make_shared<EncodedUnit>();
  unit->pts = std::chrono::steady_clock::now();
  unit->capture_time = std::chrono::system_clock::now();
  gst_app_src_push_buffer(GST_APP_SRC(source_.get()), draw().release());
  ++index_;
  const gst::Sample sample(gst_app_sink_try_pull_sample(GST_APP_SINK(sink_.get()), 5 * GST_SECOND));
  if (!sample) throw std::runtime_error("the encoder gives nothing");
  auto* buffer = gst_sample_get_buffer(sample.get());
  const gst::MappedBuffer bytes(buffer);
  unit->data.assign(bytes.data(), bytes.data() + bytes.size());
  unit->key = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  const auto parts = h264::inspect(unit->data);
  if (config_->sps.empty() && !parts.sps.empty()) {
    config_ = std::make_shared<CodecConfig>(
        CodecConfig{width_, height_, 30, {parts.sps.begin(), parts.sps.end()}, {parts.pps.begin(), parts.pps.end()}});
  }
  unit->config = config_;
  return unit;
}

}  // namespace skyline::test
