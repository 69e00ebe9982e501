// SPDX-License-Identifier: Apache-2.0
#include "emulator/matroska.hpp"

namespace skyline::test {
namespace {

constexpr int kOneByte = 0x7E;
constexpr std::uint64_t kTwoBytes = 0x3FFE;

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
  return out;
}

std::string id_bytes(std::uint32_t id) {
  int bytes = 1;
  while (bytes < 4 && (id >> (8 * bytes)) != 0) ++bytes;
  return big_endian(id, bytes);
}

std::string size_bytes(std::uint64_t size) {
  if (size <= kOneByte) return big_endian(0x80 | size, 1);
  if (size <= kTwoBytes) return big_endian(0x4000 | size, 2);
  return big_endian(0x0100000000000000 | size, 8);
}

}  // namespace

std::string element(std::uint32_t id, const std::string& payload) {
  return id_bytes(id) + size_bytes(payload.size()) + payload;
}
std::string open_element(std::uint32_t id, const std::string& payload) { return id_bytes(id) + "\xFF" + payload; }
std::string number_element(std::uint32_t id, std::uint64_t value) { return element(id, big_endian(value, 8)); }

std::string mkv_header(const std::vector<MadeTrack>& tracks) {
  std::string entries;
  for (const auto& track : tracks) {
    const auto size = element(0xE0, number_element(0xB0, 640) + number_element(0xBA, 480));
    entries += element(0xAE, number_element(0xD7, track.number) + number_element(0x73C5, track.number) +
                                 number_element(0x83, track.type) + element(0x86, track.codec) +
                                 element(0x63A2, "private") + (track.type == 1 ? size : ""));
  }
  const auto ebml = element(0x1A45DFA3, element(0x4282, "matroska"));
  const auto info =
      element(0x1549A966, number_element(0x2AD7B1, 1'000'000) + element(0x4D80, "x") + element(0x5741, "x"));
  return ebml + open_element(0x18538067, info + element(0x1654AE6B, entries));
}

std::string cluster(std::uint64_t time_ms, const std::vector<MadeFrame>& frames) {
  auto payload = number_element(0xE7, time_ms);
  for (const auto& frame : frames) {
    payload += element(0xA3, big_endian(0x80 | static_cast<unsigned>(frame.track), 1) +
                                 big_endian(static_cast<std::uint16_t>(frame.offset_ms), 2) +
                                 (frame.key ? "\x80" : std::string(1, '\0')) + frame.data);
  }
  return open_element(0x1F43B675, payload);
}

std::string cluster(std::uint64_t time_ms) { return cluster(time_ms, {{0, true}, {40, false}, {80, false}}); }

std::string tags(const std::string& name, const std::string& value) {
  return element(0x1254C367, element(0x7373, element(0x67C8, element(0x45A3, name) + element(0x4487, value))));
}
std::string end_of_fragment() { return tags("AWS_KINESISVIDEO_END_OF_FRAGMENT", ""); }

}  // namespace skyline::test
