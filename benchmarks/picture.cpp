// SPDX-License-Identifier: Apache-2.0
#include "picture.hpp"

#include <fmt/format.h>
#include <gst/video/video.h>

#include <array>
#include <cstdio>
#include <memory>
#include <opencv2/core.hpp>
#include <stdexcept>

#include "scene.hpp"
#include "support/frame_code.hpp"

namespace bench {
namespace {

class MappedFrame {
 public:
  explicit MappedFrame(GstSample* sample) {
    if (gst_video_info_from_caps(&info_, gst_sample_get_caps(sample)) == FALSE ||
        gst_video_frame_map(&frame_, &info_, gst_sample_get_buffer(sample), GST_MAP_READ) == FALSE) {
      throw std::runtime_error("the decoder's picture cannot be read");
    }
  }
  MappedFrame(const MappedFrame&) = delete;
  MappedFrame& operator=(const MappedFrame&) = delete;
  ~MappedFrame() { gst_video_frame_unmap(&frame_); }

  [[nodiscard]] const std::uint8_t* luma() const {
    return static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame_, 0));
  }
  [[nodiscard]] int stride() const { return GST_VIDEO_FRAME_PLANE_STRIDE(&frame_, 0); }
  [[nodiscard]] const GstVideoInfo& info() const { return info_; }

 private:
  GstVideoInfo info_{};
  GstVideoFrame frame_{};
};

}  // namespace

std::optional<std::uint32_t> number_of(GstSample* sample) {
  const MappedFrame frame(sample);
  return skyline::test::read_frame_code(frame.luma(), frame.stride(), frame.info().width, frame.info().height);
}

Luma luma_of(GstSample* sample) {
  const MappedFrame frame(sample);
  const auto format = GST_VIDEO_INFO_FORMAT(&frame.info());
  if (format != GST_VIDEO_FORMAT_I420) throw std::runtime_error("the decoder's picture is not I420");
  Luma luma;
  luma.width = frame.info().width;
  luma.height = frame.info().height;
  luma.bt709 = frame.info().colorimetry.matrix == GST_VIDEO_COLOR_MATRIX_BT709;
  for (int y = 0; y < luma.height; ++y) {
    const auto* row = frame.luma() + std::ptrdiff_t{y} * frame.stride();
    luma.pixels.insert(luma.pixels.end(), row, row + luma.width);
  }
  return luma;
}

std::vector<std::uint8_t> exact_luma(std::uint8_t* pixels, bool bt709) {
  const double red = bt709 ? 0.2126 : 0.299;
  const double blue = bt709 ? 0.0722 : 0.114;
  constexpr double kRange = 219.0 / 255.0;
  const cv::Matx<double, 1, 4> weights(blue * kRange, (1 - red - blue) * kRange, red * kRange, 16);
  cv::Mat real;
  cv::Mat(kHeight, kWidth, CV_8UC3, pixels).convertTo(real, CV_32F);
  cv::transform(real, real, weights);
  std::vector<std::uint8_t> luma(std::size_t{kWidth} * kHeight);
  cv::Mat target(kHeight, kWidth, CV_8U, luma.data());
  real.convertTo(target, CV_8U);
  return luma;
}

double ssim_of_files(const std::string& got, const std::string& want) {
  const auto input = fmt::format("-f rawvideo -pix_fmt gray -s {}x{} -i ", kWidth, kHeight);
  const auto command =
      fmt::format("ffmpeg -nostdin -hide_banner {}'{}' {}'{}' -lavfi ssim -f null - 2>&1", input, got, input, want);
  const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), pclose);
  if (!output) throw std::runtime_error("ffmpeg cannot be started");
  std::string text;
  std::array<char, 1024> line{};
  while (fgets(line.data(), line.size(), output.get()) != nullptr) text += line.data();
  const auto at = text.find("All:");
  if (at == std::string::npos) {
    throw std::runtime_error("the picture cannot be judged: install ffmpeg (apt install ffmpeg). It said: " + text);
  }
  return std::stod(text.substr(at + 4));
}

}  // namespace bench
