// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/mkv_writer.hpp"

#include <ebml/EbmlHead.h>
#include <ebml/EbmlSubHead.h>
#include <ebml/MemIOCallback.h>
#include <matroska/KaxCluster.h>
#include <matroska/KaxInfo.h>
#include <matroska/KaxInfoData.h>
#include <matroska/KaxTag.h>
#include <matroska/KaxTags.h>
#include <matroska/KaxTracks.h>

#include <functional>
#include <string_view>

#include "media/h264.hpp"

namespace skyline::kinesis {
namespace {

using libebml::EDocType;
using libebml::GetChild;

constexpr std::uint64_t kNanosecondsPerTick = 1'000'000;
constexpr std::uint8_t kTrack = 1;

template <class Element, class Value>
void set(libebml::EbmlMaster& parent, const Value& value) {
  static_cast<Element&>(GetChild<Element>(parent)).SetValue(value);
}

template <class Element>
void set_binary(libebml::EbmlMaster& parent, const Bytes& bytes) {
  GetChild<Element>(parent).CopyBuffer(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
}

void append(libebml::MemIOCallback& memory, Bytes& to) {
  const auto* begin = memory.GetDataBuffer();
  to.insert(to.end(), begin, begin + memory.GetDataBufferSize());
}

void render_head(libebml::IOCallback& out) {
  libebml::EbmlHead head;
  set<EDocType>(head, std::string{"matroska"});
  set<libebml::EDocTypeVersion>(head, 2U);
  set<libebml::EDocTypeReadVersion>(head, 2U);
  head.Render(out, true);
}

// The library renders an element of unknown size as one of size 0 unless it is told the size in the end.
void render_open_segment(libebml::IOCallback& out) {
  static constexpr std::uint8_t kHead[] = {0x18, 0x53, 0x80, 0x67, 0xff};
  out.writeFully(kHead, sizeof kHead);
}

void append_big_endian(std::uint64_t value, unsigned bytes, Bytes& to) {
  for (unsigned left = bytes; left-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> (8 * left)));
}

// The same parameter sets give the same header: fragments that can share a connection are told by comparing them.
Bytes uid_of(const Bytes& record) {
  const auto hash = std::hash<std::string_view>{}({reinterpret_cast<const char*>(record.data()), record.size()});
  Bytes uid{'S', 'k', 'y', 'L', 'i', 'n', 'e', 0};
  append_big_endian(hash, 8, uid);
  return uid;
}

void render_info(const Bytes& record, libebml::IOCallback& out) {
  libmatroska::KaxInfo info;
  set_binary<libmatroska::KaxSegmentUID>(info, uid_of(record));
  set<libmatroska::KaxTimecodeScale>(info, kNanosecondsPerTick);
  set<libmatroska::KaxMuxingApp>(info, libebml::UTFstring(L"SkyLine"));
  set<libmatroska::KaxWritingApp>(info, libebml::UTFstring(L"SkyLine"));
  info.Render(out);
}

void render_tracks(const CodecConfig& config, const Bytes& record, libebml::IOCallback& out) {
  libmatroska::KaxTracks tracks;
  auto& track = GetChild<libmatroska::KaxTrackEntry>(tracks);
  track.SetGlobalTimecodeScale(kNanosecondsPerTick);
  set<libmatroska::KaxTrackNumber>(track, std::uint64_t{kTrack});
  set<libmatroska::KaxTrackUID>(track, std::uint64_t{kTrack});
  set<libmatroska::KaxTrackType>(track, std::uint64_t{track_video});
  set<libmatroska::KaxTrackName>(track, libebml::UTFstring(L"kinesis_video"));
  set<libmatroska::KaxCodecID>(track, std::string{"V_MPEG4/ISO/AVC"});
  set_binary<libmatroska::KaxCodecPrivate>(track, record);
  auto& video = GetChild<libmatroska::KaxTrackVideo>(track);
  set<libmatroska::KaxVideoPixelWidth>(video, static_cast<std::uint64_t>(config.width));
  set<libmatroska::KaxVideoPixelHeight>(video, static_cast<std::uint64_t>(config.height));
  tracks.Render(out);
}

}  // namespace

Bytes mkv_header(const CodecConfig& config) {
  const auto record = h264::avc_configuration(config.sps, config.pps);
  if (record.empty()) return {};
  libebml::MemIOCallback memory;
  render_head(memory);
  render_open_segment(memory);
  render_info(record, memory);
  render_tracks(config, record, memory);
  Bytes header;
  append(memory, header);
  return header;
}

void append_tags(std::span<const Tag> tags, Bytes& to) {
  libebml::MemIOCallback memory;
  for (const auto& [name, value] : tags) {
    libmatroska::KaxTags element;
    auto& tag = GetChild<libmatroska::KaxTag>(element);
    auto& simple = GetChild<libmatroska::KaxTagSimple>(tag);
    static_cast<libebml::EbmlUnicodeString&>(GetChild<libmatroska::KaxTagName>(simple)).SetValueUTF8(name);
    static_cast<libebml::EbmlUnicodeString&>(GetChild<libmatroska::KaxTagString>(simple)).SetValueUTF8(value);
    element.Render(memory);
  }
  append(memory, to);
}

Bytes end_of_fragment_tag() {
  static const Tag tag{"AWS_KINESISVIDEO_END_OF_FRAGMENT", ""};
  Bytes bytes;
  append_tags({&tag, 1}, bytes);
  return bytes;
}

// The two below are written for every unit: with fixed widths there is nothing to compute and nothing to allocate, and
// an element of unknown size that others follow one by one is not what the library is made for.
void append_cluster_head(std::int64_t time_ms, Bytes& to) {
  append_big_endian(0x1f43b675, 4, to);  // Cluster
  to.push_back(0xff);                    // of unknown size
  to.insert(to.end(), {0xe7, 0x88});     // Timecode
  append_big_endian(static_cast<std::uint64_t>(time_ms), 8, to);
  to.insert(to.end(), {0xa7, 0x81, 0});  // Position
}

void append_block(const EncodedUnit& unit, std::int16_t offset_ms, Bytes& to) {
  constexpr std::uint64_t kEightByteSize = 1ULL << 56U;
  to.reserve(to.size() + unit.data.size() + 64);
  to.push_back(0xa3);  // SimpleBlock
  const auto size_at = to.size();
  append_big_endian(0, 8, to);
  const auto begin = to.size();
  to.push_back(0x80U | kTrack);
  append_big_endian(static_cast<std::uint16_t>(offset_ms), 2, to);
  to.push_back(unit.key ? 0x80 : 0);
  h264::append_avcc(unit.data, to);
  const auto size = kEightByteSize | (to.size() - begin);
  for (unsigned i = 0; i < 8; ++i) to[size_at + i] = static_cast<std::uint8_t>(size >> (8 * (7 - i)));
}

}  // namespace skyline::kinesis
