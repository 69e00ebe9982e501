// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

struct x264_t;

namespace bench {

/// x264's own API with SkyLine's encoder settings, and libyuv for the conversion; one thread. Throws when x264 refuses.
class X264Encoder {
 public:
  struct Settings {
    double fps = 30;
    int kbps = 0;
    int key_seconds = 0;
  };
  struct Unit {
    std::span<const std::uint8_t> bytes;  ///< Annex B; valid until the next encode()
    bool key = false;
  };

  explicit X264Encoder(const Settings& settings);
  X264Encoder(const X264Encoder&) = delete;
  X264Encoder& operator=(const X264Encoder&) = delete;
  ~X264Encoder();

  /// A BGR frame of the scene's size.
  Unit encode(const std::uint8_t* pixels);

 private:
  std::vector<std::uint8_t> planes_;
  x264_t* encoder_ = nullptr;
  std::int64_t frames_ = 0;
};

}  // namespace bench
