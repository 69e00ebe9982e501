// SPDX-License-Identifier: Apache-2.0
#include "x264_encoder.hpp"

#include <libyuv.h>
extern "C" {
#include <x264.h>
}

#include <cmath>
#include <stdexcept>

#include "contender.hpp"
#include "frame_size.hpp"

namespace bench {
namespace {

constexpr int kBt601 = 6;  // SMPTE 170M, by H.264's table E-3 and the ones after it

x264_param_t parameters(const X264Encoder::Settings& settings) {
  x264_param_t p;
  x264_param_default_preset(&p, "superfast", "zerolatency");
  p.i_width = kWidth;
  p.i_height = kHeight;
  p.i_csp = X264_CSP_I420;
  p.i_threads = 1;
  p.b_sliced_threads = 0;
  p.i_fps_num = static_cast<std::uint32_t>(std::lround(settings.fps * 1000));
  p.i_fps_den = 1000;
  p.i_keyint_max = static_cast<int>(std::lround(settings.fps * settings.key_seconds));
  p.rc.i_rc_method = X264_RC_ABR;
  p.rc.i_bitrate = settings.kbps;
  p.rc.i_vbv_max_bitrate = settings.kbps;
  p.rc.i_vbv_buffer_size = settings.kbps * kVbvMs / 1000;
  p.vui.i_colorprim = kBt601;
  p.vui.i_transfer = kBt601;
  p.vui.i_colmatrix = kBt601;  // what libyuv writes
  p.b_repeat_headers = 1;
  p.b_annexb = 1;
  p.i_log_level = X264_LOG_WARNING;
  x264_param_apply_profile(&p, "high");
  return p;
}

}  // namespace

X264Encoder::X264Encoder(const Settings& settings) : planes_(std::size_t{kWidth} * kHeight * 3 / 2) {
  auto all = parameters(settings);
  encoder_ = x264_encoder_open(&all);
  if (encoder_ == nullptr) throw std::runtime_error("x264 refuses the benchmark's settings");
}

X264Encoder::~X264Encoder() { x264_encoder_close(encoder_); }

X264Encoder::Unit X264Encoder::encode(const std::uint8_t* pixels) {
  auto* y = planes_.data();
  auto* u = y + std::size_t{kWidth} * kHeight;
  auto* v = u + std::size_t{kWidth} * kHeight / 4;
  libyuv::RGB24ToI420(pixels, kWidth * 3, y, kWidth, u, kWidth / 2, v, kWidth / 2, kWidth, kHeight);
  x264_picture_t in;
  x264_picture_init(&in);
  in.img = {X264_CSP_I420, 3, {kWidth, kWidth / 2, kWidth / 2}, {y, u, v}};
  in.i_pts = frames_++;
  x264_picture_t out;
  x264_nal_t* units = nullptr;
  int count = 0;
  const int bytes = x264_encoder_encode(encoder_, &units, &count, &in, &out);
  if (bytes < 0) throw std::runtime_error("x264 failed to encode");
  if (bytes == 0) return {};
  return {{units[0].p_payload, static_cast<std::size_t>(bytes)}, out.b_keyframe != 0};
}

}  // namespace bench
