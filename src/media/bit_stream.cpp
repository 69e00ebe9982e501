// SPDX-License-Identifier: Apache-2.0
#include "media/bit_stream.hpp"

namespace skyline::h264 {

std::vector<std::uint8_t> payload_of(Bytes nal) {
  std::vector<std::uint8_t> payload;
  payload.reserve(nal.size());
  int zeros = 0;
  for (const auto byte : nal.subspan(1)) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    payload.push_back(byte);
  }
  return payload;
}

std::vector<std::uint8_t> BitWriter::nal(std::uint8_t header) {
  bit(true);
  std::vector<std::uint8_t> nal{header};
  int zeros = 0;
  for (const auto byte : bytes_) {
    if (zeros >= 2 && byte <= 3) {
      nal.push_back(3);
      zeros = 0;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    nal.push_back(byte);
  }
  return nal;
}

}  // namespace skyline::h264
