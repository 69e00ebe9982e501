// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <skyline/opencv.hpp>

int main() {
  const cv::Mat image(48, 64, CV_8UC3, cv::Scalar(0, 0, 255));
  const auto frame = skyline::FrameAdapter<cv::Mat>::view(image);
  std::cout << "a frame of " << frame.width << 'x' << frame.height << '\n';
  return frame.width == 64 && frame.height == 48 ? 0 : 1;
}
