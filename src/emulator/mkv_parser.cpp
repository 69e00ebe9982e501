// SPDX-License-Identifier: Apache-2.0
#include "emulator/mkv_parser.hpp"

#include <fmt/format.h>
#include <webm/callback.h>
#include <webm/reader.h>
#include <webm/webm_parser.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "emulator/element_guard.hpp"

namespace skyline::emulator {
namespace {

constexpr MediaFault kTooLarge{4001, "MAX_FRAGMENT_SIZE_REACHED"};
constexpr MediaFault kTooManyTracks{4005, "MORE_THAN_ALLOWED_TRACKS_FOUND"};
constexpr std::size_t kMostTracks = 3;
constexpr std::array<std::uint8_t, 4> kEbmlMagic{0x1A, 0x45, 0xDF, 0xA3};
constexpr std::uint8_t kPosition = 0xA7;
constexpr std::uint8_t kVoid = 0xEC;
constexpr std::uint64_t kMostElementBytes = std::uint64_t{2} << 20U;  // of all but what holds frames

MediaError invalid(const std::string& why) { return {kInvalidMkvData, why}; }

/// Gives the parser what has come, and no more.
class SpanReader : public webm::Reader {
 public:
  void give(std::span<const std::uint8_t> bytes) { bytes_ = bytes; }
  /// The parser takes a Position for the end of a cluster of unknown size, so one that begins here is shown to it as
  /// the Void it could as well be.
  void hide_position_at(std::uint64_t place) { hidden_ = place; }

  webm::Status Read(std::size_t wanted, std::uint8_t* to, std::uint64_t* got) override {
    const auto size = std::min(wanted, bytes_.size());
    std::memcpy(to, bytes_.data(), size);
    if (hidden_ >= position_ && hidden_ - position_ < size && to[hidden_ - position_] == kPosition) {
      to[hidden_ - position_] = kVoid;
    }
    return advance(size, wanted, got);
  }
  webm::Status Skip(std::uint64_t wanted, std::uint64_t* got) override {
    return advance(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, bytes_.size())), wanted, got);
  }
  [[nodiscard]] std::uint64_t Position() const override { return position_; }

 private:
  webm::Status advance(std::size_t size, std::uint64_t wanted, std::uint64_t* got) {
    bytes_ = bytes_.subspan(size);
    position_ += size;
    *got = size;
    if (size == 0) return webm::Status(webm::Status::kWouldBlock);
    return webm::Status(size == wanted ? webm::Status::kOkCompleted : webm::Status::kOkPartial);
  }

  std::span<const std::uint8_t> bytes_;
  std::uint64_t position_ = 0;
  std::uint64_t hidden_ = 0;
};

Track to_track(const webm::TrackEntry& entry) {
  Track track;
  track.number = entry.track_number.value();
  track.type = static_cast<std::uint64_t>(entry.track_type.value());
  track.codec_id = entry.codec_id.value();
  track.codec_private = entry.codec_private.value();
  if (entry.video.is_present()) {
    track.width = static_cast<int>(entry.video.value().pixel_width.value());
    track.height = static_cast<int>(entry.video.value().pixel_height.value());
  }
  if (entry.audio.is_present()) {
    track.sampling_frequency = entry.audio.value().sampling_frequency.value();
    track.channels = static_cast<int>(entry.audio.value().channels.value());
  }
  return track;
}

}  // namespace

class MkvParser::Impl : public webm::Callback {
 public:
  Impl(MkvSink& sink, std::uint64_t most_bytes) : sink_(sink), most_bytes_(most_bytes) {}

  void feed(std::span<const std::uint8_t> bytes) {
    check_magic(bytes);
    guard_.check(bytes);
    raw_.insert(raw_.end(), bytes.begin(), bytes.end());
    reader_.give(bytes);
    const auto status = parser_.Feed(this, &reader_);
    if (status.is_parsing_error()) throw invalid(fmt::format("not Matroska: error {} of the parser", status.code));
    if (open_ == Section::kCluster && raw_.size() > most_bytes_)
      throw MediaError(kTooLarge, "the fragment is too large");
    if (open_ != Section::kCluster && raw_.size() > kMostElementBytes) throw invalid("what is no cluster is too large");
  }

  void finish() {
    reader_.give({});
    if (raw_base_ + raw_.size() != known_end_) throw invalid("the stream ends within an element");
    close_section(raw_base_ + raw_.size());
  }

 private:
  enum class Section { kHeader, kCluster, kTags, kNone };

  // The parser itself would look for an element it knows anywhere in what has no header.
  void check_magic(std::span<const std::uint8_t> bytes) {
    for (const auto byte : bytes) {
      if (magic_seen_ == kEbmlMagic.size()) return;
      if (byte != kEbmlMagic.at(magic_seen_++)) throw invalid("the stream does not begin with an EBML header");
    }
  }

  webm::Status OnElementBegin(const webm::ElementMetadata& element, webm::Action* action) override {
    *action = webm::Action::kRead;
    switch (element.id) {
      case webm::Id::kEbml:
        if (element.position != 0) throw invalid("a second EBML header");
        break;
      case webm::Id::kSegment: has_segment_ = true; break;
      case webm::Id::kInfo:
      case webm::Id::kTracks:
        if (open_ != Section::kHeader) throw invalid("information or tracks behind the header");
        break;
      case webm::Id::kCluster: open_section(Section::kCluster, element); break;
      case webm::Id::kTimecode: reader_.hide_position_at(end_of(element)); break;
      case webm::Id::kTags: open_section(Section::kTags, element); break;
      case webm::Id::kBlockGroup: throw invalid("a BlockGroup: frames come in SimpleBlocks");
      default: break;
    }
    check_size(element);
    return webm::Status(webm::Status::kOkCompleted);
  }

  void check_size(const webm::ElementMetadata& element) {
    const bool open_ended = element.id == webm::Id::kSegment || element.size == webm::kUnknownElementSize;
    known_end_ = std::max(known_end_, open_ended ? element.position + element.header_size : end_of(element));
    if (open_ended) return;
    const bool holds_frames = element.id == webm::Id::kCluster || element.id == webm::Id::kSimpleBlock;
    if (holds_frames && element.size > most_bytes_) throw MediaError(kTooLarge, "the fragment is too large");
    if (!holds_frames && element.size > kMostElementBytes) throw invalid("an element is too large");
  }

  webm::Status OnEbml(const webm::ElementMetadata& /*element*/, const webm::Ebml& ebml) override {
    const auto& type = ebml.doc_type.value();
    if (type != "matroska" && type != "webm") throw invalid("neither Matroska nor WebM");
    return webm::Status(webm::Status::kOkCompleted);
  }

  webm::Status OnInfo(const webm::ElementMetadata& /*element*/, const webm::Info& info) override {
    timecode_scale_ns_ = info.timecode_scale.value();
    if (timecode_scale_ns_ == 0) throw invalid("a time code scale of 0");
    has_info_ = true;
    return webm::Status(webm::Status::kOkCompleted);
  }

  webm::Status OnTrackEntry(const webm::ElementMetadata& /*element*/, const webm::TrackEntry& entry) override {
    if (tracks_.size() == kMostTracks) throw MediaError(kTooManyTracks, "more than 3 tracks");
    if (!entry.codec_id.is_present() || !entry.track_number.is_present())
      throw invalid("a track without number or codec");
    tracks_.push_back(to_track(entry));
    return webm::Status(webm::Status::kOkCompleted);
  }

  webm::Status OnClusterBegin(const webm::ElementMetadata& /*element*/, const webm::Cluster& cluster,
                              webm::Action* action) override {
    *action = webm::Action::kRead;
    if (!cluster.timecode.is_present()) throw invalid("a cluster without a time code before its blocks");
    cluster_ms_ = to_ms(cluster.timecode.value());
    cluster_begun_ = true;
    sink_.on_cluster(cluster_ms_);
    return webm::Status(webm::Status::kOkCompleted);
  }

  webm::Status OnSimpleBlockBegin(const webm::ElementMetadata& /*element*/, const webm::SimpleBlock& block,
                                  webm::Action* action) override {
    *action = webm::Action::kRead;
    if (block.num_frames != 1) throw invalid("laced frames");
    frame_ = {};
    frame_.track = block.track_number;
    frame_.key = block.is_key_frame;
    frame_.time_ms = cluster_ms_ + block.timecode * static_cast<std::int64_t>(timecode_scale_ns_) / 1'000'000;
    return webm::Status(webm::Status::kOkCompleted);
  }

  webm::Status OnFrame(const webm::FrameMetadata& /*frame*/, webm::Reader* reader, std::uint64_t* left) override {
    while (*left > 0) {
      std::array<std::uint8_t, 4096> bytes{};
      std::uint64_t got = 0;
      const auto status =
          reader->Read(static_cast<std::size_t>(std::min<std::uint64_t>(*left, bytes.size())), bytes.data(), &got);
      frame_.data.insert(frame_.data.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(got));
      *left -= got;
      if (!status.ok()) return status;
    }
    sink_.on_frame(std::move(frame_));
    return webm::Status(webm::Status::kOkCompleted);
  }

  webm::Status OnTag(const webm::ElementMetadata& element, const webm::Tag& tag) override {
    for (const auto& simple : tag.tags) tags_.emplace_back(simple.value().name.value(), simple.value().string.value());
    // Told at once when it is the last one: the tag that ends a fragment may be all that comes for a long time.
    if (end_of(element) == tags_end_) {
      close_section(tags_end_);
      open_ = Section::kNone;
    }
    return webm::Status(webm::Status::kOkCompleted);
  }

  static std::uint64_t end_of(const webm::ElementMetadata& element) {
    return element.position + element.header_size + element.size;
  }

  void open_section(Section section, const webm::ElementMetadata& element) {
    close_section(element.position);
    open_ = section;
    payload_begins_ = element.header_size;
    tags_end_ = section == Section::kTags ? end_of(element) : 0;
  }

  void close_section(std::uint64_t position) {
    const auto size = static_cast<std::ptrdiff_t>(position - raw_base_);
    Bytes raw(raw_.begin(), raw_.begin() + size);
    raw_.erase(raw_.begin(), raw_.begin() + size);
    raw_base_ = position;
    switch (open_) {
      case Section::kHeader:
        if (!has_segment_ || !has_info_ || tracks_.empty())
          throw invalid("a header without segment, information or tracks");
        return sink_.on_header(std::move(raw), tracks_);
      case Section::kCluster:
        if (!std::exchange(cluster_begun_, false)) throw invalid("a cluster without frames");
        raw.erase(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(payload_begins_));
        return sink_.on_cluster_end(std::move(raw));
      case Section::kNone: return;
      case Section::kTags: return sink_.on_tags(std::move(raw), std::exchange(tags_, {}));
    }
  }

  // Whole numbers: a time since 1970 in nanoseconds has more digits than a double, and acknowledgements have to name
  // the very millisecond that was sent. What overflows is no time at all, and wraps.
  [[nodiscard]] std::int64_t to_ms(std::uint64_t timecode) const {
    constexpr std::uint64_t kNanoseconds = 1'000'000;
    return static_cast<std::int64_t>(timecode / kNanoseconds * timecode_scale_ns_ +
                                     timecode % kNanoseconds * timecode_scale_ns_ / kNanoseconds);
  }

  ElementGuard guard_;
  MkvSink& sink_;
  const std::uint64_t most_bytes_;
  webm::WebmParser parser_;
  SpanReader reader_;
  Bytes raw_;  // from where the open section begins
  std::uint64_t raw_base_ = 0;
  std::size_t magic_seen_ = 0;
  Section open_ = Section::kHeader;
  std::uint64_t payload_begins_ = 0;
  std::uint64_t known_end_ = 0;  // of all elements that began, as far as it is known
  bool cluster_begun_ = false;
  std::uint64_t tags_end_ = 0;
  bool has_segment_ = false;
  bool has_info_ = false;
  std::uint64_t timecode_scale_ns_ = 1'000'000;
  std::int64_t cluster_ms_ = 0;
  Frame frame_;
  std::vector<Track> tracks_;
  std::vector<std::pair<std::string, std::string>> tags_;
};

MkvParser::MkvParser(MkvSink& sink, std::uint64_t most_bytes) : impl_(std::make_unique<Impl>(sink, most_bytes)) {}
MkvParser::~MkvParser() = default;
void MkvParser::feed(std::span<const std::uint8_t> bytes) { impl_->feed(bytes); }
void MkvParser::finish() { impl_->finish(); }

}  // namespace skyline::emulator
