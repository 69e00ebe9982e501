// SPDX-License-Identifier: Apache-2.0
// Hardware encoders, played by fakes: proved by encoding, preferred, and replaced when they fail.
#include <gtest/gtest.h>

#include <algorithm>

#include "skyline/skyline.hpp"
#include "stream/recorder.hpp"
#include "support/eventually.hpp"
#include "support/fake_encoder.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

struct Fakes {
  FakeEncoder& broken = register_fake_encoder("nvh264enc");    // fails when it is proved
  FakeEncoder& hardware = register_fake_encoder("vah264enc");  // works
  Fakes() { broken.fail_after = 0; }
};

Fakes& fakes() {
  static Fakes fakes;
  return fakes;
}

TEST(EncoderFallback, RemembersWhyAnEncoderWasRejected) {
  fakes();
  const auto all = probe_encoders();
  const auto find = [&](const char* element) { return *std::ranges::find(all, element, &EncoderInfo::element); };
  EXPECT_FALSE(find("nvh264enc").works);
  EXPECT_NE(find("nvh264enc").reason.find("the device went away"), std::string::npos) << find("nvh264enc").reason;
  EXPECT_TRUE(find("vah264enc").chosen);
  EXPECT_TRUE(find("x264enc").works);
  EXPECT_FALSE(find("x264enc").chosen);
  EXPECT_NE(find("mpph264enc").reason.find("install"), std::string::npos);
  EXPECT_EQ(std::ranges::count(all, true, &EncoderInfo::chosen), 1);
}

TEST(EncoderFallback, PrefersHardwareThatWorks) {
  const auto before = fakes().hardware.pictures.load();
  SkyLine sky;
  const auto record = test::record(sky);
  sky.start_streaming(30, 320, 240);
  Canvas canvas(320, 240);
  put_and_wait(sky, *record, canvas, 3);
  EXPECT_EQ(sky.stats().encoder, "vah264enc");
  EXPECT_GE(fakes().hardware.pictures, before + 3);
}

TEST(EncoderFallback, TakesTheEncoderAskedFor) {
  fakes();
  SkyLine sky({.encoding = {.encoder = "openh264enc"}});
  const auto record = test::record(sky);
  sky.start_streaming(30, 320, 240);
  Canvas canvas(320, 240);
  put_and_wait(sky, *record, canvas, 3);
  EXPECT_EQ(sky.stats().encoder, "openh264enc");
}

// Streams until the fake fails in its own way, and on; another encoder has to take over.
void fail_in_the_middle(const std::function<void()>& break_it) {
  SkyLine sky({.encoding = {.key_interval = 60s}});
  const auto record = test::record(sky);
  sky.start_streaming(30, 320, 240);
  Canvas canvas(320, 240);
  put_and_wait(sky, *record, canvas, 3);
  ASSERT_EQ(sky.stats().encoder, "vah264enc");
  break_it();
  ASSERT_TRUE(eventually([&] {
    sky.put(canvas.draw(1));
    return sky.stats().encoder == "x264enc" && record->units().size() >= 6;
  }));
  EXPECT_EQ(sky.stats().encoder_restarts, 1U);
  EXPECT_EQ(sky.state(), State::kStreaming);
  sky.stop_streaming();
  EXPECT_TRUE(adds_up(sky.stats()));
  const auto units = record->units();
  EXPECT_TRUE(units[3]->key) << "the new encoder has to begin with a key unit";
  for (std::size_t i = 1; i < units.size(); ++i) EXPECT_GT(units[i]->pts, units[i - 1]->pts);
  fakes().hardware.fail_after = FakeEncoder::kNever;
  fakes().hardware.hang_after = FakeEncoder::kNever;
}

TEST(EncoderFallback, GoesOnWithTheNextOneWhenOneFails) {
  fail_in_the_middle([] { fakes().hardware.fail_after = 0; });
}

TEST(EncoderFallback, GoesOnWithTheNextOneWhenOneFallsSilent) {
  fail_in_the_middle([] { fakes().hardware.hang_after = 0; });
}

}  // namespace
}  // namespace skyline::test
