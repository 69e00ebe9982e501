// SPDX-License-Identifier: Apache-2.0
#include "skyline/opencv.hpp"

#include <gtest/gtest.h>

#include "skyline/skyline.hpp"
#include "stream/recorder.hpp"
#include "support/eventually.hpp"

namespace skyline::test {
namespace {

TEST(OpenCv, ViewsEachKindOfImage) {
  const auto format_of = [](int type) { return FrameAdapter<cv::Mat>::view(cv::Mat(4, 6, type)).format; };
  EXPECT_EQ(format_of(CV_8UC1), PixelFormat::kGray);
  EXPECT_EQ(format_of(CV_8UC3), PixelFormat::kBgr);
  EXPECT_EQ(format_of(CV_8UC4), PixelFormat::kBgra);
}

TEST(OpenCv, ViewsARegionWithTheWholeImagesStride) {
  cv::Mat whole(100, 200, CV_8UC3);
  const auto view = FrameAdapter<cv::Mat>::view(whole(cv::Rect(10, 20, 64, 48)));
  EXPECT_EQ(view.width, 64);
  EXPECT_EQ(view.height, 48);
  EXPECT_EQ(view.planes[0].stride, 600);
  EXPECT_EQ(view.planes[0].data, whole.data + 20 * 600 + 10 * 3);
}

TEST(OpenCv, RefusesOtherKindsWithoutThrowing) {
  SkyLine sky;
  sky.start_streaming(30, 64, 48);
  EXPECT_EQ(sky.put(cv::Mat(48, 64, CV_16UC3)), PutResult::kFailed);
  EXPECT_EQ(sky.put(cv::Mat()), PutResult::kFailed);
}

TEST(OpenCv, SharesPixelsThatAreHandedOver) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 64, 48);
  cv::Mat image(48, 64, CV_8UC3, cv::Scalar(1, 2, 3));
  const cv::Mat other = image;  // a second reference shows when the first is gone
  EXPECT_TRUE(sky.put(std::move(image)));
  ASSERT_TRUE(record->wait_for_units(1));
  EXPECT_TRUE(eventually([&] { return CV_XADD(&other.u->refcount, 0) == 1; }));
}

TEST(OpenCv, CopiesNothingOfAnImageThatIsLent) {
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 64, 48);
  const cv::Mat image(48, 64, CV_8UC3, cv::Scalar(1, 2, 3));
  EXPECT_TRUE(sky.put(image));
  EXPECT_TRUE(sky.put(image, SkyLine::CaptureTime::clock::now()));
  EXPECT_EQ(image.u->refcount, 1) << "put() has to be done with it when it returns";
}

}  // namespace
}  // namespace skyline::test
