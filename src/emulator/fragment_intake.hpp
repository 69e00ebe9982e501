// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "emulator/ack_queue.hpp"
#include "emulator/media_faults.hpp"
#include "emulator/mkv_parser.hpp"
#include "emulator/service.hpp"

namespace skyline::emulator {

/// A fragment that has begun.
struct OpenFragment {
  std::string number;
  std::int64_t timecode = 0;
  std::int64_t server_ms = 0;
  std::int64_t first_ms = 0;
  std::int64_t last_ms = 0;
  std::int64_t frames = 0;
  std::int64_t frames_of_first_track = 0;
  std::set<std::uint64_t> tracks{};
  Bytes tags{};
  Bytes payload{};
};

/// Makes stored fragments of a session's bytes, acknowledges them, and holds the service's limits. A fragment ends with
/// the next cluster, with the tag that says so, or with the stream; one that has not ended is forgotten. One thread.
class FragmentIntake : private MkvSink {
 public:
  /// `base_ms` is added to time codes (those relative to the producer's start); acknowledgements have them as they
  /// came. All outlive this.
  FragmentIntake(Service& service, StreamRecord stream, std::int64_t base_ms, SessionLog::Entry record, AckQueue& acks,
                 const MediaFaults& faults);

  /// Throws MediaError on what the service does not take; all is over then, and acknowledge() says so to the producer.
  void feed(std::span<const std::uint8_t> bytes);
  void finish();
  void acknowledge(const MediaError& error);

  [[nodiscard]] std::int64_t fragments() const { return begun_; }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  void on_header(Bytes raw, std::vector<Track> tracks) override;
  void on_cluster(std::int64_t timecode) override;
  void on_frame(Frame frame) override;
  void on_cluster_end(Bytes payload) override;
  void on_tags(Bytes raw, std::vector<std::pair<std::string, std::string>> tags) override;

  void check_first_frame(const Frame& frame) const;
  void check_tracks() const;
  void complete();
  void store(const FragmentInfo& info);
  [[nodiscard]] std::int64_t duration_ms() const;

  Service& service_;
  const StreamRecord stream_;
  const std::int64_t base_ms_;
  const SessionLog::Entry record_;
  AckQueue& acks_;
  const MediaFaults& faults_;
  MkvParser parser_;

  std::int64_t begun_ = 0;
  std::int64_t bytes_ = 0;
  Bytes header_;
  std::vector<Track> tracks_;
  Bytes next_tags_;  // in front of a cluster they belong to it
  std::size_t next_tag_count_ = 0;
  std::optional<OpenFragment> open_;
  std::optional<std::int64_t> last_frame_ms_;  // of the fragment before
  bool bare_error_ = false;
};

}  // namespace skyline::emulator
