// SPDX-License-Identifier: Apache-2.0
#include "media/h264.hpp"

#include <algorithm>

#include "promise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skyline;
  const h264::Bytes bytes(data, size);
  std::vector<std::uint8_t> avcc;
  h264::append_avcc(bytes, avcc);
  std::size_t at = 0;
  while (at < avcc.size()) {
    fuzz::require(avcc.size() - at > 4, "a length is followed by its unit");
    std::size_t length = 0;
    for (int i = 0; i < 4; ++i) length = length << 8U | avcc[at++];
    fuzz::require(length > 0 && length <= avcc.size() - at, "lengths cover the units");
    const auto type = avcc[at] & 0x1fU;
    fuzz::require(type != h264::kSps && type != h264::kPps && type != h264::kAud, "parameter sets are left out");
    at += length;
  }
  const auto parts = h264::inspect(bytes);
  const auto record = h264::avc_configuration(parts.sps, parts.pps);
  if (!record.empty()) {
    fuzz::require(record.size() >= 11 + parts.sps.size() + parts.pps.size(), "a record holds both sets");
    fuzz::require(std::equal(parts.sps.begin(), parts.sps.end(), record.begin() + 8), "the SPS stands in the record");
  }
  return 0;
}
