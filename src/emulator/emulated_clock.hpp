// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace skyline::emulator {

/// The service's clock, which may be wrong on purpose. Any thread.
class EmulatedClock {
 public:
  using Time = std::chrono::system_clock::time_point;

  [[nodiscard]] Time now() const { return std::chrono::system_clock::now() + std::chrono::milliseconds{skew_ms_}; }
  [[nodiscard]] std::int64_t now_ms() const { return to_ms(now()); }
  void set_skew(std::chrono::milliseconds skew) { skew_ms_ = skew.count(); }

  [[nodiscard]] static std::int64_t to_ms(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  }

 private:
  std::atomic<std::int64_t> skew_ms_{0};
};

}  // namespace skyline::emulator
