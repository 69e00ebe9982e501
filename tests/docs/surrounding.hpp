// SPDX-License-Identifier: Apache-2.0
// What C++ snippets find around them: a camera that ends, and what the text around them has named already. A snippet
// may have names of its own in their place.
#pragma once

#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <skyline/opencv.hpp>
#include <skyline/skyline.hpp>
#include <string>
#include <string_view>
#include <thread>

namespace docs {

/// Ends a program whose loop has no end, once it has been seen to work.
struct TheProgramEnds {};

inline constexpr int kPictures = 40;

}  // namespace docs

namespace std::this_thread {

template <class Rep, class Period>
void rest(const std::chrono::duration<Rep, Period>& time) {
  static int rests = 0;
  if (++rests > docs::kPictures) throw docs::TheProgramEnds{};
  std::this_thread::sleep_for(time);
}

}  // namespace std::this_thread

namespace docs {

struct Camera {
  int left = kPictures;
  bool read(cv::Mat& image) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    image = cv::Mat(120, 160, CV_8UC3, cv::Scalar(0, 0, 255));
    return --left > 0;
  }
};

struct MyVault : skyline::KvsCredentials {
  skyline::KvsEnvironmentCredentials environment;
  skyline::AwsKeys fetch() override { return environment.fetch(); }
  std::string provider() const override { return "my vault"; }
};

inline Camera camera;
inline cv::Mat frame;
inline void draw_what_was_found(cv::Mat& /*image*/) {}
inline std::string read_secret(const std::string& name) { return "the password of " + name; }
inline void show(std::string_view /*what*/, const std::string& /*why*/) {}
inline skyline::RtspServer server{{.port = 0, .address = "127.0.0.1"}};

}  // namespace docs

#define sleep_for rest
