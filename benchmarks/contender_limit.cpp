// SPDX-License-Identifier: Apache-2.0
#include <libyuv.h>
extern "C" {
#include <x264.h>
}

#include <cmath>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "contender.hpp"
#include "scene.hpp"

namespace bench {
namespace {

constexpr int kBt601 = 6;  // SMPTE 170M, by H.264's table E-3 and the ones after it

x264_param_t parameters(double fps) {
  x264_param_t p;
  x264_param_default_preset(&p, "superfast", "zerolatency");
  p.i_width = kWidth;
  p.i_height = kHeight;
  p.i_csp = X264_CSP_I420;
  p.i_threads = 1;
  p.b_sliced_threads = 0;
  p.i_fps_num = static_cast<std::uint32_t>(std::lround(fps * 1000));
  p.i_fps_den = 1000;
  p.i_keyint_max = static_cast<int>(std::lround(fps * kKeySeconds));
  p.rc.i_rc_method = X264_RC_ABR;
  p.rc.i_bitrate = kBitrateKbps;
  p.rc.i_vbv_max_bitrate = kBitrateKbps;
  p.rc.i_vbv_buffer_size = kBitrateKbps * kVbvMs / 1000;
  p.vui.i_colorprim = kBt601;
  p.vui.i_transfer = kBt601;
  p.vui.i_colmatrix = kBt601;  // what libyuv writes
  p.b_repeat_headers = 1;
  p.b_annexb = 1;
  p.i_log_level = X264_LOG_WARNING;
  x264_param_apply_profile(&p, "high");
  return p;
}

// One conversion and one encode, on the thread that has the frame, into nothing: less cannot be done for this picture.
class LimitContender final : public Contender {
 public:
  LimitContender(double fps, const std::string& record) : planes_(std::size_t{kWidth} * kHeight * 3 / 2) {
    if (!record.empty()) record_.open(record, std::ios::binary);
    auto settings = parameters(fps);
    encoder_ = x264_encoder_open(&settings);
    if (encoder_ == nullptr) throw std::runtime_error("x264 refuses the benchmark's settings");
  }
  ~LimitContender() override { x264_encoder_close(encoder_); }

  void put(std::uint8_t* pixels) override {
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
    if (bytes > 0 && record_.is_open()) record_.write(reinterpret_cast<const char*>(units[0].p_payload), bytes);
  }

 private:
  std::vector<std::uint8_t> planes_;
  x264_t* encoder_ = nullptr;
  std::int64_t frames_ = 0;
  std::ofstream record_;
};

}  // namespace

std::unique_ptr<Contender> make_limit(double fps, const std::string& record) {
  return std::make_unique<LimitContender>(fps, record);
}

}  // namespace bench
