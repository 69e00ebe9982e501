// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

#include "skyline/stream.hpp"

namespace skyline::test {

/// An application that puts frames with machine-readable numbers, at a steady rate, and remembers when each was put.
class CodedApp {
 public:
  static constexpr std::uint32_t kMost = 100'000;  ///< frames it can put

  CodedApp(SkyLine& sky, int width, int height);
  CodedApp(const CodedApp&) = delete;
  CodedApp& operator=(const CodedApp&) = delete;
  ~CodedApp() { stop(); }

  /// Puts on a thread of its own until stop().
  void start(double fps);
  void stop();
  /// Puts one frame here and now.
  PutResult put();
  PutResult put(SkyLine::CaptureTime capture_time);

  /// When frame `number` was put; the epoch when it was not.
  [[nodiscard]] std::chrono::steady_clock::time_point put_at(std::uint32_t number) const;
  [[nodiscard]] std::uint32_t count() const { return next_; }

 private:
  FrameView draw();

  SkyLine& sky_;
  const int width_;
  const int height_;
  std::vector<std::uint8_t> pixels_;
  std::vector<std::atomic<std::int64_t>> put_at_;
  std::atomic<std::uint32_t> next_{0};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace skyline::test
