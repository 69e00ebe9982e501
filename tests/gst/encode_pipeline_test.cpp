// SPDX-License-Identifier: Apache-2.0
#include "gst/encode_pipeline.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "gst/encoding.hpp"
#include "media/h264.hpp"
#include "skyline/error.hpp"

namespace skyline::gst::test {
namespace {

using namespace std::chrono_literals;

constexpr PictureShape kShape{.format = PictureFormat::kI420, .width = 320, .height = 240};
constexpr SteadyTime kStart{5s};

std::shared_ptr<const Picture> flat(int luma, const PictureShape& shape = kShape) {
  auto picture = std::make_shared<Picture>(shape);
  std::memset(picture->plane(0), 128, picture->size());
  std::memset(picture->plane(0), luma,
              static_cast<std::size_t>(picture->stride(0)) * static_cast<std::size_t>(shape.height));
  return picture;
}

std::shared_ptr<const Picture> noise(unsigned seed) {
  auto picture = std::make_shared<Picture>(kShape);
  std::minstd_rand random(seed);
  for (std::size_t i = 0; i < picture->size(); ++i)
    picture->plane(0)[i] = static_cast<std::uint8_t>(96 + random() % 64);
  return picture;
}

class EncodersHere : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Software, EncodersHere, testing::Values("x264enc", "openh264enc"),
                         [](const auto& value) { return value.param; });

TEST_P(EncodersHere, GivesEachUnitBeforeTheNextPicture) {
  Encoding encoding(software_row(GetParam()), {}, 30, kShape);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(encoding.encode(flat(50 + i), kStart + i * 33ms)) << encoding.failure();
    ASSERT_TRUE(encoding.wait_units(static_cast<std::size_t>(i) + 1)) << "the encoder holds pictures back";
    const auto unit = encoding.units().back();
    EXPECT_EQ(unit->pts, kStart + i * 33ms);
    EXPECT_EQ(unit->capture_time.time_since_epoch(), unit->pts.time_since_epoch());
    EXPECT_EQ(unit->key, i == 0);
  }
  EXPECT_EQ(encoding.pipeline().in_flight(), 0U);
}

TEST_P(EncodersHere, MakesAKeyUnitWithParameterSetsOnRequest) {
  Encoding encoding(software_row(GetParam()), {}, 30, kShape);
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(encoding.encode(flat(50), kStart + i * 33ms, i == 3));
  ASSERT_TRUE(encoding.wait_units(6));
  const auto units = encoding.units();
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto parts = h264::inspect(units[i]->data);
    EXPECT_EQ(units[i]->key, i == 0 || i == 3) << i;
    EXPECT_EQ(parts.sps.empty(), !units[i]->key);
    EXPECT_EQ(parts.pps.empty(), !units[i]->key);
  }
  EXPECT_EQ(units[0]->config, units[5]->config);
}

TEST(EncodePipeline, GivesTheProfileAskedFor) {
  const auto profile_idc = [](Profile profile) {
    Encoding encoding(software_row("x264enc"), {.profile = profile}, 30, kShape);
    EXPECT_TRUE(encoding.encode(flat(90), kStart) && encoding.wait_units(1));
    return h264::parse_sps(encoding.units().front()->config->sps)->profile_idc;
  };
  EXPECT_EQ(profile_idc(Profile::kBaseline), 66);
  EXPECT_EQ(profile_idc(Profile::kMain), 77);
  EXPECT_EQ(profile_idc(Profile::kHigh), 100);
}

// Whatever rate was declared, the bits a second of real time are what was asked for.
double kilobits_per_second(double declared_fps, double true_fps) {
  constexpr int kPictures = 200;
  constexpr int kSettling = 50;
  Encoding encoding(software_row("x264enc"), {.bitrate_kbps = 300}, declared_fps, kShape);
  const auto interval = std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / true_fps)};
  for (int i = 0; i < kPictures; ++i) {
    EXPECT_TRUE(encoding.encode(noise(static_cast<unsigned>(i) + 1), kStart + i * interval));
  }
  EXPECT_TRUE(encoding.wait_units(kPictures));
  const auto units = encoding.units();
  double bits = 0;
  for (std::size_t i = kSettling; i < units.size(); ++i) bits += static_cast<double>(units[i]->data.size()) * 8;
  return bits / 1000 / ((kPictures - kSettling) / true_fps);
}

TEST(EncodePipeline, KeepsTheBitrateAtTheTrueRate) {
  EXPECT_NEAR(kilobits_per_second(30, 30), 300, 60);
  EXPECT_NEAR(kilobits_per_second(30, 10), 300, 60);
  EXPECT_NEAR(kilobits_per_second(10, 30), 300, 60);
  EXPECT_NEAR(kilobits_per_second(0, 7.3), 300, 60);
}

TEST(EncodePipeline, HoldsAPictureOnlyAsLongAsItNeedsIt) {
  auto picture = flat(90);
  const std::weak_ptr<const Picture> watch = picture;
  {
    Encoding encoding(software_row("x264enc"), {}, 30, kShape);
    ASSERT_TRUE(encoding.encode(std::exchange(picture, nullptr), kStart));
    ASSERT_TRUE(encoding.encode(flat(91), kStart + 33ms));
    ASSERT_TRUE(encoding.wait_units(2));
  }
  EXPECT_TRUE(watch.expired());
}

TEST(EncodePipeline, TakesTheLargestPicture) {
  constexpr PictureShape kLarge{.format = PictureFormat::kI420, .width = 7680, .height = 4320};
  Encoding encoding(software_row("x264enc"), {}, 30, kLarge);
  ASSERT_TRUE(encoding.encode(flat(90, kLarge), kStart));
  ASSERT_TRUE(encoding.wait_units(1)) << encoding.failure();
  EXPECT_EQ(h264::parse_sps(encoding.units().front()->config->sps)->width, 7680);
}

TEST(EncodePipeline, SaysWhyAnEncoderCannotBeSetUp) {
  const EncoderRow row{.element = "nosuchenc"};
  try {
    EncodePipeline pipeline(row, {}, 30, kShape, {});
    FAIL() << "an encoder that does not exist was set up";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("nosuchenc"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace skyline::gst::test
