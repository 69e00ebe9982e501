// SPDX-License-Identifier: Apache-2.0
// Known colours go in, and ffmpeg, an implementation that is not ours, reads them back by what the stream signals.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include "gst/encoding.hpp"
#include "media/converter.hpp"
#include "media/h264.hpp"
#include "support/process.hpp"

namespace skyline::gst::test {
namespace {

using namespace std::chrono_literals;

using Rgb = std::array<int, 3>;
constexpr std::array<Rgb, 8> kColours{{{255, 255, 255},
                                       {0, 0, 0},
                                       {255, 0, 0},
                                       {0, 255, 0},
                                       {0, 0, 255},
                                       {200, 180, 40},
                                       {30, 120, 200},
                                       {128, 128, 128}}};
constexpr int kBar = 40;
constexpr int kWidth = kBar * static_cast<int>(kColours.size());
constexpr int kHeight = 160;

struct Coefficients {
  double red;
  double blue;
};
constexpr Coefficients kBt601{0.299, 0.114};
constexpr Coefficients kBt709{0.2126, 0.0722};

// The standards' equations, not the library's.
std::array<int, 3> yuv(const Rgb& rgb, Coefficients k, ColorRange range) {
  const double r = rgb[0] / 255.0;
  const double g = rgb[1] / 255.0;
  const double b = rgb[2] / 255.0;
  const double y = k.red * r + (1 - k.red - k.blue) * g + k.blue * b;
  const double cb = (b - y) / (2 * (1 - k.blue));
  const double cr = (r - y) / (2 * (1 - k.red));
  const bool full = range == ColorRange::kFull;
  const auto rounded = [](double value) { return std::clamp(static_cast<int>(value + 0.5), 0, 255); };
  return {rounded(full ? 255 * y : 16 + 219 * y), rounded(128 + (full ? 255 : 224) * cb),
          rounded(128 + (full ? 255 : 224) * cr)};
}

struct Bars {
  std::vector<std::uint8_t> bytes;
  FrameView view;
};

Bars bgr_bars() {
  Bars bars;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const auto& rgb = kColours.at(static_cast<std::size_t>(x / kBar));
      for (const int channel : {2, 1, 0})
        bars.bytes.push_back(static_cast<std::uint8_t>(rgb.at(static_cast<std::size_t>(channel))));
    }
  }
  bars.view = FrameView(bars.bytes.data(), kWidth, kHeight, PixelFormat::kBgr);
  return bars;
}

Bars i420_bars(ColorMatrix matrix, ColorRange range) {
  Bars bars;
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < kHeight >> shift; ++y) {
      for (int x = 0; x < kWidth >> shift; ++x) {
        const auto& rgb = kColours.at(static_cast<std::size_t>((x << shift) / kBar));
        bars.bytes.push_back(
            static_cast<std::uint8_t>(yuv(rgb, matrix == ColorMatrix::kBt709 ? kBt709 : kBt601, range).at(plane)));
      }
    }
  }
  bars.view = FrameView(bars.bytes.data(), kWidth, kHeight, PixelFormat::kI420);
  bars.view.matrix = matrix;
  bars.view.range = range;
  return bars;
}

std::vector<unsigned char> decoded_rgb(const std::vector<std::uint8_t>& stream) {
  const skyline::test::TemporaryFolder folder;
  std::ofstream(folder.file("in.h264"), std::ios::binary)
      .write(reinterpret_cast<const char*>(stream.data()), static_cast<std::streamsize>(stream.size()));
  const auto command =
      "ffmpeg -nostdin -v error -i " + folder.file("in.h264") +
      " -frames:v 1 -sws_flags accurate_rnd+full_chroma_int+full_chroma_inp -pix_fmt rgb24 -f rawvideo " +
      folder.file("out.rgb");
  if (std::system(command.c_str()) != 0) throw std::runtime_error("ffmpeg does not decode it");
  std::ifstream file(folder.file("out.rgb"), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

UnitPtr encode(const std::string& element, const Bars& bars) {
  const auto row = software_row(element);
  const auto shape = shape_for(bars.view, row.format, kWidth, kHeight);
  auto picture = std::make_shared<Picture>(shape);
  EXPECT_TRUE(convert(bars.view, Fit::kStretch, *picture));
  Encoding encoding(row, {.bitrate_kbps = 20'000}, 30, shape);
  EXPECT_TRUE(encoding.encode(picture, SteadyTime{1s}) && encoding.wait_units(1)) << encoding.failure();
  return encoding.units().front();
}

void expect_colours(const UnitPtr& unit) {
  const auto rgb = decoded_rgb(unit->data);
  ASSERT_EQ(rgb.size(), static_cast<std::size_t>(kWidth * kHeight * 3));
  for (std::size_t bar = 0; bar < kColours.size(); ++bar) {
    const auto middle = static_cast<std::size_t>(((kHeight / 2) * kWidth + kBar / 2) * 3) + bar * kBar * 3;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      EXPECT_NEAR(rgb.at(middle + channel), kColours.at(bar).at(channel), 6) << "bar " << bar << " channel " << channel;
    }
  }
}

class Colours : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Software, Colours, testing::Values("x264enc", "openh264enc"),
                         [](const auto& value) { return value.param; });

TEST_P(Colours, OfBgrComeBackFromBt601) {
  const auto unit = encode(GetParam(), bgr_bars());
  const auto sps = h264::parse_sps(unit->config->sps);
  EXPECT_EQ(sps->matrix_coefficients, 6);
  EXPECT_FALSE(sps->full_range);
  expect_colours(unit);
}

TEST_P(Colours, OfYuvKeepTheirMatrixAndRange) {
  for (const auto matrix : {ColorMatrix::kBt601, ColorMatrix::kBt709}) {
    for (const auto range : {ColorRange::kLimited, ColorRange::kFull}) {
      const auto unit = encode(GetParam(), i420_bars(matrix, range));
      const auto sps = h264::parse_sps(unit->config->sps);
      EXPECT_EQ(sps->matrix_coefficients, matrix == ColorMatrix::kBt709 ? 1 : 6);
      EXPECT_EQ(sps->full_range, range == ColorRange::kFull);
      expect_colours(unit);
    }
  }
}

}  // namespace
}  // namespace skyline::gst::test
