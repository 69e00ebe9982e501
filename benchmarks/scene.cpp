// SPDX-License-Identifier: Apache-2.0
#include "scene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace bench {
namespace {

constexpr int kMargin = 160;
constexpr int kObjects = 6;
constexpr double kNoise = 2;
constexpr int kRest =
    40;  // frames; fixed cameras favour fast encoders, panning ones slow encoders: show both some of it

// Detail at several scales, as real surfaces have it.
cv::Mat make_texture() {
  cv::RNG random(4711);
  const cv::Size size(kWidth + kMargin, kHeight + kMargin);
  cv::Mat texture(size, CV_32FC3, cv::Scalar(105, 115, 120));
  for (const int scale : {3, 8, 24, 80}) {
    cv::Mat coarse(size.height / scale + 2, size.width / scale + 2, CV_32FC3);
    random.fill(coarse, cv::RNG::NORMAL, 0, 9 + scale / 4);
    cv::Mat fine;
    cv::resize(coarse, fine, size, 0, 0, cv::INTER_CUBIC);
    texture += fine;
  }
  cv::Mat bytes;
  texture.convertTo(bytes, CV_8UC3);
  return bytes;
}

void draw_object(cv::Mat& picture, int object, int number) {
  const int speed = 2 + object;
  const int x = (object * 331 + number * speed) % (kWidth + 200) - 100;
  const int y = 120 + (object * 173) % 420 + static_cast<int>(20 * std::sin(number * 0.1 + object));
  const cv::Scalar colour(40 + object * 35, 220 - object * 30, 60 + object * 25);
  cv::ellipse(picture, {x + 35, y + 70}, {28, 62}, 0, 0, 360, colour * 0.6, cv::FILLED, cv::LINE_AA);
  cv::rectangle(picture, cv::Rect(x, y, 70, 140), {40, 230, 40}, 2);
  cv::putText(picture, fmt::format("person {} 0.{}", object, 80 + (number + object) % 19), {x, y - 6},
              cv::FONT_HERSHEY_SIMPLEX, 0.5, {40, 230, 40}, 1, cv::LINE_AA);
}

}  // namespace

Scene::Scene() : texture_(make_texture()) {}

void Scene::draw(int number, std::uint8_t* pixels) const {
  cv::Mat picture(kHeight, kWidth, CV_8UC3, pixels);
  const int pan = std::max(0, number - kRest) % kMargin;
  texture_(cv::Rect(pan, pan / 3, kWidth, kHeight)).copyTo(picture);
  for (int object = 0; object < kObjects; ++object) draw_object(picture, object, number);
  cv::putText(picture, fmt::format("camera 7  frame {:06}", number), {700, 40}, cv::FONT_HERSHEY_SIMPLEX, 1,
              {255, 255, 255}, 2, cv::LINE_AA);
  cv::Mat noise(kHeight, kWidth, CV_16SC3);
  cv::RNG(static_cast<std::uint64_t>(number) + 1).fill(noise, cv::RNG::NORMAL, 0, kNoise);
  cv::add(picture, noise, picture, cv::noArray(), CV_8U);
}

}  // namespace bench
