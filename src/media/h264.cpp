// SPDX-License-Identifier: Apache-2.0
#include "media/h264.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <vector>

namespace skyline::h264 {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Where the next 00 00 01 begins, from `from` on.
std::size_t find_start_code(Bytes bytes, std::size_t from) {
  static constexpr std::array<std::uint8_t, 3> kStartCode{0, 0, 1};
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(std::min(from, bytes.size()));
  const auto found = std::search(begin, bytes.end(), kStartCode.begin(), kStartCode.end());
  return found == bytes.end() ? kNone : static_cast<std::size_t>(found - bytes.begin());
}

// The raw byte sequence payload: without header byte and without emulation prevention.
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

// Reads past the end give zeros and make ok() false for good.
class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }

  std::uint32_t bits(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 1U | bit();
    return value;
  }

  bool flag() { return bit() != 0; }

  std::uint32_t ue() {
    int zeros = 0;
    while (ok_ && bit() == 0) {
      if (++zeros > 31) ok_ = false;
    }
    return ok_ ? (1U << static_cast<unsigned>(zeros)) - 1 + bits(zeros) : 0;
  }

  // A value the standard bounds; anything larger makes the whole invalid.
  int ue_upto(std::uint32_t most) {
    const auto value = ue();
    if (value <= most) return static_cast<int>(value);
    ok_ = false;
    return 0;
  }

  std::int64_t se() {
    const std::int64_t code = ue();
    return (code & 1) != 0 ? (code + 1) / 2 : -(code / 2);
  }

 private:
  std::uint32_t bit() {
    if (position_ >= bytes_.size() * 8) ok_ = false;
    if (!ok_) return 0;
    const auto byte = bytes_[position_ / 8];
    const auto shift = static_cast<unsigned>(7 - position_ % 8);
    ++position_;
    return (byte >> shift) & 1U;
  }

  Bytes bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

void skip_scaling_list(BitReader& reader, int size) {
  std::int64_t last = 8;
  std::int64_t next = 8;
  for (int i = 0; i < size && reader.ok(); ++i) {
    if (next != 0) next = (last + reader.se() + 256) % 256;
    if (next != 0) last = next;
  }
}

bool has_chroma_fields(int profile_idc) {
  static constexpr std::array kProfiles{100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};
  return std::find(kProfiles.begin(), kProfiles.end(), profile_idc) != kProfiles.end();
}

// How many luma samples one step of the cropping offsets is.
struct CropUnit {
  int x = 2;
  int y = 2;
};

// From after the identifier to the scaling lists.
CropUnit read_chroma_fields(BitReader& reader) {
  const int chroma_format = reader.ue_upto(3);
  const bool separate_planes = chroma_format == 3 && reader.flag();
  reader.ue_upto(6);  // luma bit depth
  reader.ue_upto(6);  // chroma bit depth
  reader.flag();      // lossless bypass
  if (reader.flag()) {
    for (int i = 0; i < (chroma_format == 3 ? 12 : 8); ++i) {
      if (reader.flag()) skip_scaling_list(reader, i < 6 ? 16 : 64);
    }
  }
  const bool subsampled = !separate_planes && chroma_format != 0;
  return {subsampled && chroma_format != 3 ? 2 : 1, subsampled && chroma_format == 1 ? 2 : 1};
}

void skip_order_count(BitReader& reader) {
  const int type = reader.ue_upto(2);
  if (type == 0) {
    reader.ue_upto(12);
  } else if (type == 1) {
    reader.flag();
    reader.se();
    reader.se();
    const int cycle = reader.ue_upto(255);
    for (int i = 0; i < cycle && reader.ok(); ++i) reader.se();
  }
}

void read_size(BitReader& reader, CropUnit unit, Sps& sps) {
  static constexpr int kMaxMacroblocks = 1055;  // a side, in level 6.2: the root of 8 times 139,264
  sps.width = (reader.ue_upto(kMaxMacroblocks - 1) + 1) * 16;
  const int map_units = reader.ue_upto(kMaxMacroblocks - 1) + 1;
  const int fields = reader.flag() ? 1 : 2;  // two when a frame may be coded as fields
  if (fields == 2) reader.flag();
  sps.height = map_units * 16 * fields;
  reader.flag();  // direct 8x8 inference
  if (!reader.flag()) return;
  std::array<std::int64_t, 4> crop{};
  for (auto& side : crop) side = reader.ue();
  const auto width = sps.width - (crop[0] + crop[1]) * unit.x;
  const auto height = sps.height - (crop[2] + crop[3]) * unit.y * fields;
  sps.width = static_cast<int>(std::max<std::int64_t>(width, 0));
  sps.height = static_cast<int>(std::max<std::int64_t>(height, 0));
}

// The usability information up to the colour; what follows is not read.
void read_colour(BitReader& reader, Sps& sps) {
  static constexpr std::uint32_t kExtendedSar = 255;
  if (reader.flag() && reader.bits(8) == kExtendedSar) reader.bits(32);
  if (reader.flag()) reader.flag();  // overscan
  if (!reader.flag()) return;        // video signal type
  reader.bits(3);
  sps.full_range = reader.flag();
  if (!reader.flag()) return;
  sps.colour_primaries = static_cast<int>(reader.bits(8));
  sps.transfer_characteristics = static_cast<int>(reader.bits(8));
  sps.matrix_coefficients = static_cast<int>(reader.bits(8));
}

}  // namespace

void for_each_nal(Bytes annex_b, const std::function<void(Bytes nal)>& visit) {
  auto start = find_start_code(annex_b, 0);
  while (start != kNone) {
    const auto begin = start + 3;
    start = find_start_code(annex_b, begin);
    auto end = start == kNone ? annex_b.size() : start;
    while (end > begin && annex_b[end - 1] == 0) --end;
    if (end > begin) visit(annex_b.subspan(begin, end - begin));
  }
}

AccessUnit inspect(Bytes annex_b) {
  AccessUnit unit;
  for_each_nal(annex_b, [&unit](Bytes nal) {
    switch (type_of(nal)) {
      case kIdr: unit.key = true; break;
      case kSps: unit.sps = nal; break;
      case kPps: unit.pps = nal; break;
      default: break;
    }
  });
  return unit;
}

std::optional<Sps> parse_sps(Bytes nal) {
  if (nal.size() < 4 || type_of(nal) != kSps) return std::nullopt;
  const auto payload = payload_of(nal);
  BitReader reader(payload);
  Sps sps;
  sps.profile_idc = static_cast<std::uint8_t>(reader.bits(8));
  sps.constraint_flags = static_cast<std::uint8_t>(reader.bits(8));
  sps.level_idc = static_cast<std::uint8_t>(reader.bits(8));
  reader.ue_upto(31);  // identifier
  const auto crop_unit = has_chroma_fields(sps.profile_idc) ? read_chroma_fields(reader) : CropUnit{};
  reader.ue_upto(12);  // frame number bits
  skip_order_count(reader);
  reader.ue_upto(16);  // reference frames
  reader.flag();       // gaps allowed
  read_size(reader, crop_unit, sps);
  if (reader.flag()) read_colour(reader, sps);
  if (!reader.ok() || sps.width == 0 || sps.height == 0) return std::nullopt;
  return sps;
}

}  // namespace skyline::h264
