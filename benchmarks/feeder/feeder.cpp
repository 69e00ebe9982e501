// SPDX-License-Identifier: Apache-2.0
#include "feeder/feeder.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "frame_size.hpp"

namespace bench {
namespace {

constexpr unsigned kTypeMask = 0x1F;
constexpr unsigned kSps = 7;
constexpr unsigned kPps = 8;

// The NAL unit of that type, without its start code.
std::vector<std::uint8_t> nal_unit(std::span<const std::uint8_t> unit, unsigned type) {
  constexpr std::array<std::uint8_t, 3> kStart{0, 0, 1};
  auto at = std::search(unit.begin(), unit.end(), kStart.begin(), kStart.end());
  while (at != unit.end()) {
    const auto first = at + kStart.size();
    at = std::search(first, unit.end(), kStart.begin(), kStart.end());
    if (first == unit.end() || (*first & kTypeMask) != type) continue;
    auto last = at;
    while (last != first && *(last - 1) == 0) --last;  // the longer start code of the one behind
    return {first, last};
  }
  throw std::runtime_error("the first unit has no parameter sets");
}

}  // namespace

skyline::KvsConfig config_for(const Target& target) {
  skyline::KvsConfig config;
  config.region = "eu-west-1";
  config.stream_name = target.stream;
  config.endpoint = target.endpoint;
  config.ca_file = target.ca_file;
  config.credentials = std::make_shared<skyline::KvsInlineCredentials>(
      skyline::AwsKeys{target.access_key, target.secret_key, {}, std::nullopt});
  return config;
}

UnitSupply::UnitSupply(const std::string& path)
    : units_(read_units(path)), config_(std::make_shared<skyline::CodecConfig>()) {
  config_->width = kWidth;
  config_->height = kHeight;
  config_->sps = nal_unit(units_.front().data, kSps);
  config_->pps = nal_unit(units_.front().data, kPps);
}

skyline::UnitPtr UnitSupply::next(std::chrono::nanoseconds at) {
  const auto& ready = units_[next_++ % units_.size()];
  auto unit = std::make_shared<skyline::EncodedUnit>();
  unit->data = ready.data;
  unit->key = ready.key;
  unit->config = config_;
  unit->pts = steady_ + at;
  unit->capture_time = system_ + at;
  return unit;
}

}  // namespace bench
