// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include "contender.hpp"
#include "x264_encoder.hpp"

namespace bench {
namespace {

// One conversion and one encode, on the thread that has the frame, into nothing: less cannot be done for this picture.
class LimitContender final : public Contender {
 public:
  LimitContender(double fps, const std::string& record)
      : encoder_({.fps = fps, .kbps = kBitrateKbps, .key_seconds = kKeySeconds}) {
    if (!record.empty()) record_.open(record, std::ios::binary);
  }

  void put(std::uint8_t* pixels) override {
    const auto unit = encoder_.encode(pixels);
    if (record_.is_open()) {
      record_.write(reinterpret_cast<const char*>(unit.bytes.data()), static_cast<std::streamsize>(unit.bytes.size()));
    }
  }

 private:
  X264Encoder encoder_;
  std::ofstream record_;
};

}  // namespace

std::unique_ptr<Contender> make_limit(double fps, const std::string& record) {
  return std::make_unique<LimitContender>(fps, record);
}

}  // namespace bench
