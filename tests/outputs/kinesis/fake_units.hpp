// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "skyline/output.hpp"

namespace skyline::test {

/// Parameter sets as x264 writes them, of a picture of 16 x 16; valid enough for a header.
inline std::shared_ptr<const CodecConfig> fake_config(int variant = 0) {
  auto config = std::make_shared<CodecConfig>();
  config->width = 16;
  config->height = 16;
  config->sps = {0x67, 0x42, 0xc0, 0x0a, 0xd9, 0x1e, 0xc0, 0x44, 0x00, 0x00, 0x03,
                 0x00, 0x04, 0x00, 0x00, 0x03, 0x00, 0xc8, 0x3c, 0x48, 0x99, 0x20};
  config->pps = {0x68, 0xcb, static_cast<std::uint8_t>(0x80 + variant)};
  return config;
}

/// Makes units that look encoded: a slice that holds a running number, `bytes` long, every `interval` in time.
class FakeUnits {
 public:
  explicit FakeUnits(std::chrono::milliseconds interval = std::chrono::milliseconds{100}, std::size_t bytes = 100)
      : interval_(interval), bytes_(bytes) {}

  UnitPtr next(bool key) {
    auto unit = std::make_shared<EncodedUnit>();
    unit->key = key;
    unit->config = config;
    unit->pts = std::chrono::steady_clock::time_point{std::chrono::seconds{1000}} + time_;
    unit->capture_time = std::chrono::system_clock::time_point{std::chrono::seconds{1'700'000'000}} + time_;
    unit->data = {0, 0, 0, 1, static_cast<std::uint8_t>(key ? 0x65 : 0x41)};
    for (const unsigned shift : {24U, 16U, 8U, 0U})
      unit->data.push_back(static_cast<std::uint8_t>(number_ >> shift) | 1U);
    unit->data.resize(bytes_, 0x55);
    ++number_;
    time_ += interval_;
    return unit;
  }
  /// Time goes on without a unit.
  void pause(std::chrono::milliseconds time) { time_ += time; }

  std::shared_ptr<const CodecConfig> config = fake_config();

 private:
  const std::chrono::milliseconds interval_;
  const std::size_t bytes_;
  std::chrono::milliseconds time_{0};
  std::uint32_t number_ = 1;
};

}  // namespace skyline::test
