// SPDX-License-Identifier: Apache-2.0
#include "media/h264.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <limits>
#include <vector>

#include "media/bit_stream.hpp"

namespace skyline::h264 {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Where the next 00 00 01 begins, from `from` on. Looks for the 01: zeros are frequent, and libraries find bytes fast.
std::size_t find_start_code(Bytes bytes, std::size_t from) {
  for (auto at = from + 2; at < bytes.size();) {
    const auto* found = static_cast<const std::uint8_t*>(std::memchr(bytes.data() + at, 1, bytes.size() - at));
    if (found == nullptr) break;
    at = static_cast<std::size_t>(found - bytes.data());
    if (bytes[at - 1] == 0 && bytes[at - 2] == 0) return at - 2;
    ++at;
  }
  return kNone;
}

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

// The usability information up to before the colour.
void skip_to_colour(BitReader& reader) {
  static constexpr std::uint32_t kExtendedSar = 255;
  if (reader.flag() && reader.bits(8) == kExtendedSar) reader.bits(32);
  if (reader.flag()) reader.flag();  // overscan
}

void read_colour(BitReader& reader, Sps& sps) {
  if (!reader.flag()) return;  // video signal type
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

namespace {

// An SPS and where in its payload, in bits, the parts stand that with_colour() replaces.
struct Layout {
  Sps sps;
  int reference_frames = 0;
  bool has_vui = false;
  std::size_t vui_flag = 0;
  std::size_t colour_begin = 0;
  std::size_t colour_end = 0;
};

std::optional<Layout> read_layout(Bytes payload) {
  BitReader reader(payload);
  Layout layout;
  auto& sps = layout.sps;
  sps.profile_idc = static_cast<std::uint8_t>(reader.bits(8));
  sps.constraint_flags = static_cast<std::uint8_t>(reader.bits(8));
  sps.level_idc = static_cast<std::uint8_t>(reader.bits(8));
  reader.ue_upto(31);  // identifier
  const auto crop_unit = has_chroma_fields(sps.profile_idc) ? read_chroma_fields(reader) : CropUnit{};
  reader.ue_upto(12);  // frame number bits
  skip_order_count(reader);
  layout.reference_frames = reader.ue_upto(16);
  reader.flag();  // gaps allowed
  read_size(reader, crop_unit, sps);
  layout.vui_flag = reader.position();
  layout.has_vui = reader.flag();
  if (layout.has_vui) {
    skip_to_colour(reader);
    layout.colour_begin = reader.position();
    read_colour(reader, sps);
    layout.colour_end = reader.position();
  }
  if (!reader.ok() || sps.width == 0 || sps.height == 0) return std::nullopt;
  return layout;
}

bool is_sps(Bytes nal) { return nal.size() >= 4 && type_of(nal) == kSps; }

void write_colour(BitWriter& writer, const Colour& colour) {
  static constexpr std::uint32_t kUnspecifiedFormat = 5;
  writer.bits(1, 1);
  writer.bits(kUnspecifiedFormat, 3);
  writer.bits(colour.full_range ? 1 : 0, 1);
  writer.bits(1, 1);
  writer.bits(static_cast<std::uint32_t>(colour.primaries), 8);
  writer.bits(static_cast<std::uint32_t>(colour.transfer), 8);
  writer.bits(static_cast<std::uint32_t>(colour.matrix), 8);
}

// What follows the colour when the encoder wrote no usability information: nothing but that no picture is reordered, so
// that decoders show each at once.
void write_rest_of_vui(BitWriter& writer, int reference_frames) {
  writer.bits(0, 5);     // chroma location, timing, two reference decoders, picture structure
  writer.bits(0b11, 2);  // restrictions follow; vectors over the edges
  for (const std::uint32_t value : {0, 0, 16, 16, 0}) writer.ue(value);
  writer.ue(static_cast<std::uint32_t>(reference_frames));
}

std::size_t end_without_trailing_bits(Bytes payload) {
  auto end = payload.size() * 8;
  while (end > 0 && (payload[(end - 1) / 8] >> (7 - (end - 1) % 8) & 1U) == 0) --end;
  return end > 0 ? end - 1 : 0;
}

}  // namespace

std::optional<Sps> parse_sps(Bytes nal) {
  if (!is_sps(nal)) return std::nullopt;
  const auto layout = read_layout(payload_of(nal));
  return layout ? std::optional(layout->sps) : std::nullopt;
}

std::vector<std::uint8_t> with_colour(Bytes nal, const Colour& colour) {
  if (!is_sps(nal)) return {};
  const auto payload = payload_of(nal);
  const auto layout = read_layout(payload);
  if (!layout) return {};
  const auto end = end_without_trailing_bits(payload);
  if (layout->has_vui && layout->colour_end > end) return {};
  BitWriter writer;
  writer.copy(payload, 0, layout->vui_flag);
  writer.bits(1, 1);
  if (layout->has_vui) {
    writer.copy(payload, layout->vui_flag + 1, layout->colour_begin);
    write_colour(writer, colour);
    writer.copy(payload, layout->colour_end, end);
  } else {
    writer.bits(0, 2);  // aspect ratio, overscan
    write_colour(writer, colour);
    write_rest_of_vui(writer, layout->reference_frames);
  }
  return writer.nal(nal[0]);
}

std::vector<std::uint8_t> avc_configuration(Bytes sps, Bytes pps) {
  constexpr std::size_t kLongest = 0xffff;
  const auto parsed = parse_sps(sps);
  if (!parsed || pps.empty() || type_of(pps) != kPps || std::max(sps.size(), pps.size()) > kLongest) return {};
  const auto append_set = [](std::vector<std::uint8_t>& to, Bytes set) {
    to.push_back(static_cast<std::uint8_t>(set.size() >> 8U));
    to.push_back(static_cast<std::uint8_t>(set.size() & 0xffU));
    to.insert(to.end(), set.begin(), set.end());
  };
  std::vector<std::uint8_t> record{1, parsed->profile_idc, parsed->constraint_flags, parsed->level_idc, 0xff, 0xe1};
  append_set(record, sps);
  record.push_back(1);
  append_set(record, pps);
  // High profiles say more; 4:2:0 with 8 bits is what our encoders make.
  if (has_chroma_fields(parsed->profile_idc)) record.insert(record.end(), {0xfd, 0xf8, 0xf8, 0});
  return record;
}

void append_avcc(Bytes annex_b, std::vector<std::uint8_t>& to) {
  for_each_nal(annex_b, [&to](Bytes nal) {
    const auto type = type_of(nal);
    if (type == kAud || type == kSps || type == kPps) return;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) to.push_back(static_cast<std::uint8_t>(nal.size() >> shift));
    to.insert(to.end(), nal.begin(), nal.end());
  });
}

}  // namespace skyline::h264
