// SPDX-License-Identifier: Apache-2.0
#include "support/coded_app.hpp"

#include "support/frame_code.hpp"

namespace skyline::test {

using Clock = std::chrono::steady_clock;

CodedApp::CodedApp(SkyLine& sky, int width, int height)
    : sky_(sky),
      width_(width),
      height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 90),
      put_at_(kMost) {}

void CodedApp::start(double fps) {
  over_ = false;
  thread_ = std::thread([this, interval = std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / fps)}] {
    for (auto next = Clock::now(); !over_ && next_ < kMost; next += interval) {
      std::this_thread::sleep_until(next);
      put();
    }
  });
}

void CodedApp::stop() {
  over_ = true;
  if (thread_.joinable()) thread_.join();
}

FrameView CodedApp::draw() {
  const auto number = next_.load();
  draw_frame_code(pixels_.data(), width_ * 3, width_, height_, 3, number);
  put_at_[number] = Clock::now().time_since_epoch().count();
  ++next_;
  return {pixels_.data(), width_, height_, PixelFormat::kBgr};
}

PutResult CodedApp::put() { return sky_.put(draw()); }
PutResult CodedApp::put(SkyLine::CaptureTime capture_time) { return sky_.put(draw(), capture_time); }

Clock::time_point CodedApp::put_at(std::uint32_t number) const {
  return number < kMost ? Clock::time_point{Clock::duration{put_at_[number]}} : Clock::time_point{};
}

}  // namespace skyline::test
