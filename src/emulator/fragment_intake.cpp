// SPDX-License-Identifier: Apache-2.0
#include "emulator/fragment_intake.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "emulator/ebml.hpp"
#include "skyline/error.hpp"

namespace skyline::emulator {
namespace {

constexpr MediaFault kTooLong{4002, "MAX_FRAGMENT_DURATION_REACHED"};
constexpr MediaFault kNotLater{4004, "FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS"};
constexpr MediaFault kTooManyTags{4009, "FRAGMENT_METADATA_LIMIT_REACHED"};
constexpr MediaFault kUnknownTrack{4010, "TRACK_NUMBER_MISMATCH"};
constexpr MediaFault kTrackWithoutFrames{4011, "FRAMES_MISSING_FOR_TRACK"};
constexpr MediaFault kNotArchived{5001, "ARCHIVAL_ERROR"};

constexpr std::int64_t kMostDurationMs = 20'000;
constexpr std::size_t kMostTags = 10;
constexpr std::size_t kLongestTagName = 128;
constexpr std::size_t kLongestTagValue = 256;
constexpr const char* kEndOfFragment = "AWS_KINESISVIDEO_END_OF_FRAGMENT";
constexpr std::uint32_t kClusterId = 0x1F43B675;

}  // namespace

FragmentIntake::FragmentIntake(Service& service, StreamRecord stream, std::int64_t base_ms, SessionLog::Entry record,
                               AckQueue& acks, const MediaFaults& faults)
    : service_(service),
      stream_(std::move(stream)),
      base_ms_(base_ms),
      record_(std::move(record)),
      acks_(acks),
      faults_(faults),
      parser_(*this, service.options.fragment_bytes) {}

void FragmentIntake::feed(std::span<const std::uint8_t> bytes) {
  bytes_ += static_cast<std::int64_t>(bytes.size());
  service_.log.edit(record_, [&](SessionRecord& record) { record.bytes += bytes.size(); });
  parser_.feed(bytes);
}

void FragmentIntake::finish() {
  if (bytes_ == 0) return;
  parser_.finish();
  if (open_) complete();
}

void FragmentIntake::acknowledge(const MediaError& error) {
  log::info("emulator", "{}: refused media: {}", stream_.name, error.what());
  Ack ack{"ERROR", {}, {}, error.fault()};
  if (open_ && !bare_error_) {
    ack.timecode = open_->timecode;
    ack.number = open_->number;
  }
  acks_.push(ack);
}

void FragmentIntake::on_header(Bytes raw, std::vector<Track> tracks) {
  header_ = std::move(raw);
  tracks_ = std::move(tracks);
  service_.log.edit(record_, [](SessionRecord& record) { record.header_seen = true; });
}

void FragmentIntake::on_cluster(std::int64_t timecode) {
  if (open_) complete();
  open_.emplace();
  open_->number = service_.store.next_number(service_.clock.now_ms());
  open_->timecode = timecode;
  open_->server_ms = service_.clock.now_ms();
  open_->tags = std::exchange(next_tags_, {});
  ++begun_;
  service_.log.edit(record_, [&](SessionRecord& record) { record.fragments.push_back(timecode); });
  if (faults_.acks_stop_at(begun_)) acks_.stop_acks();
  acks_.push({"BUFFERING", timecode, open_->number});
  if (std::exchange(next_tag_count_, 0) > kMostTags) throw MediaError(kTooManyTags, "more than 10 tags for a fragment");
  if (const auto error = faults_.error_at(begun_)) {
    bare_error_ = error->bare;
    throw MediaError(error->fault, "as a fault rule wants it");
  }
}

void FragmentIntake::on_frame(Frame frame) {
  const auto arrived = std::chrono::system_clock::now();
  if (std::none_of(tracks_.begin(), tracks_.end(), [&](const Track& track) { return track.number == frame.track; })) {
    throw MediaError(kUnknownTrack, "a frame of a track that was not declared");
  }
  if (open_->frames == 0) {
    check_first_frame(frame);
    open_->first_ms = open_->last_ms = frame.time_ms;
  }
  if (frame.time_ms - open_->first_ms > kMostDurationMs) throw MediaError(kTooLong, "a fragment of more than 20 s");
  open_->last_ms = std::max(open_->last_ms, frame.time_ms);
  ++open_->frames;
  if (frame.track == tracks_.front().number) ++open_->frames_of_first_track;
  open_->tracks.insert(frame.track);
  service_.log.add_frame(record_, {frame.track, base_ms_ + frame.time_ms, arrived});
}

void FragmentIntake::check_first_frame(const Frame& frame) const {
  if (!frame.key) throw MediaError(kInvalidMkvData, "a cluster that does not begin with a key frame");
  if (last_frame_ms_ && frame.time_ms <= *last_frame_ms_) {
    throw MediaError(kNotLater, "a fragment that does not begin after the end of the one before");
  }
}

void FragmentIntake::on_cluster_end(Bytes payload) {
  if (!open_) throw MediaError(kInvalidMkvData, "a cluster without frames");
  open_->payload = std::move(payload);
}

void FragmentIntake::on_tags(Bytes raw, std::vector<std::pair<std::string, std::string>> tags) {
  if (tags.size() == 1 && tags.front().first == kEndOfFragment) {
    if (open_) complete();
    return;
  }
  for (const auto& [name, value] : tags) {
    if (name.empty() || name.size() > kLongestTagName || value.size() > kLongestTagValue || name.starts_with("AWS")) {
      throw MediaError(kTooManyTags, "a tag's name or value is too long, or its name is reserved");
    }
  }
  next_tag_count_ += tags.size();
  next_tags_.insert(next_tags_.end(), raw.begin(), raw.end());
}

void FragmentIntake::check_tracks() const {
  for (const auto& track : tracks_) {
    if (!open_->tracks.contains(track.number)) throw MediaError(kTrackWithoutFrames, "a declared track without frames");
  }
}

// The last frame is taken to last as long as those before it did: nothing in the stream says it.
std::int64_t FragmentIntake::duration_ms() const {
  const auto span = open_->last_ms - open_->first_ms;
  const auto gaps = open_->frames_of_first_track - 1;
  return gaps > 0 ? span + span / gaps : span;
}

void FragmentIntake::complete() {
  check_tracks();
  FragmentInfo info;
  info.number = open_->number;
  info.producer_ms = base_ms_ + open_->first_ms;
  info.server_ms = open_->server_ms;
  info.duration_ms = duration_ms();
  const Ack received{"RECEIVED", open_->timecode, open_->number};
  acks_.push(received);
  store(info);
  // Without retention nothing is ever persisted.
  const auto stream = service_.streams.by_id(stream_.id);
  if (stream && stream->retention_hours > 0 && !faults_.withholds_persisted()) {
    acks_.push({"PERSISTED", received.timecode, received.number},
               service_.options.persist_delay + faults_.persist_delay());
  }
  last_frame_ms_ = open_->last_ms;
  open_.reset();
}

void FragmentIntake::store(const FragmentInfo& info) {
  try {
    service_.store.add(stream_.id, info, base_ms_, {header_, open_->tags, ebml_element(kClusterId, open_->payload)});
  } catch (const Error& error) {
    throw MediaError(kNotArchived, error.what());
  }
}

}  // namespace skyline::emulator
