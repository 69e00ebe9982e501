// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "net/client/http_upload.hpp"
#include "outputs/kinesis/fragment_ack.hpp"
#include "outputs/kinesis/media_feed.hpp"

namespace skyline::kinesis {

/// Counters over all sessions of an output. One thread.
struct SessionCounts {
  std::uint64_t acks_buffering = 0;
  std::uint64_t acks_received = 0;
  std::uint64_t acks_persisted = 0;
  std::uint64_t acks_error = 0;
  std::uint64_t acks_idle = 0;
  std::uint64_t bytes_sent = 0;
};

/// The media of one connection: a whole header, then fragments from a feed, one cluster each, for as long as they can
/// share the connection; and what the service says of them. One thread.
class PutMediaSession final : public net::HttpUpload::Peer {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// Begins with the fragment at `start`. Without `retains` a fragment counts as persisted when it was received.
  PutMediaSession(MediaFeed& feed, Cursor start, bool retains, SessionCounts& counts);
  ~PutMediaSession() override { feed_.release(); }

  Fill fill(char* to, std::size_t room, std::size_t& count) override;
  void receive(std::string_view bytes) override;

  /// Until a fragment was persisted, begins one only when the service has received all before it. For connections that
  /// break before anything was acknowledged: however short they live, something gets through.
  void go_step_by_step() { step_by_step_ = true; }
  /// An acknowledgement has made way for the next fragment.
  [[nodiscard]] bool made_way() const { return made_way_; }
  /// Ends the body with the fragment that goes out now.
  void finish_at_boundary() { finishing_ = Finishing::kAtBoundary; }
  /// Ends the body when there is nothing to send.
  void finish_when_empty() { finishing_ = Finishing::kWhenEmpty; }

  /// The whole body has been handed over.
  [[nodiscard]] bool body_ended() const { return ended_; }
  /// Every fragment that was sent is settled.
  [[nodiscard]] bool settled() const { return sent_.empty(); }
  /// The service has kept a fragment.
  [[nodiscard]] bool any_persisted() const { return any_persisted_; }
  [[nodiscard]] bool any_ack() const { return any_ack_; }
  /// The newest fragment of which a part went out; 0: none.
  [[nodiscard]] std::uint64_t newest_sent() const { return newest_sent_; }

  /// An error acknowledgement has come: nothing more is to be sent.
  struct Failure {
    int error_id = 0;
    std::string text;
    std::optional<std::uint64_t> fragment;  ///< the one it is about, or most probably is
    std::int64_t time_ms = 0;               ///< of that fragment
  };
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }

  /// Why the connection has to be given up now; empty while it is well.
  [[nodiscard]] std::string stalled(SteadyTime now) const;

 private:
  enum class Finishing { kNo, kAtBoundary, kWhenEmpty };
  struct Sent {
    std::uint64_t fragment = 0;
    std::int64_t time_ms = 0;
    std::optional<SteadyTime> complete;  // all of it has gone out
    bool received = false;
  };

  bool take_next();
  void begin_fragment(const Part& part);
  [[nodiscard]] bool may_share(const Part& part) const;
  [[nodiscard]] bool must_wait() const;
  void end_body();
  void complete_last();
  void take(const FragmentAck& ack);
  void settle(const FragmentAck& ack);
  void fail(const FragmentAck& ack);

  MediaFeed& feed_;
  Cursor cursor_;
  const bool retains_;
  SessionCounts& counts_;
  FragmentAckParser parser_;

  SharedBytes header_;   // of this connection; null until the first fragment
  SharedBytes current_;  // what goes out now
  std::size_t offset_ = 0;
  bool closed_ = true;  // the last part that was taken said that its fragment is complete
  Finishing finishing_ = Finishing::kNo;
  bool ended_ = false;
  bool step_by_step_ = false;
  bool made_way_ = false;
  std::deque<Sent> sent_;  // not settled, in the order of sending
  std::uint64_t newest_sent_ = 0;
  bool any_persisted_ = false;
  bool any_ack_ = false;
  std::optional<Failure> failure_;

  bool waiting_ = false;  // for the feed, not for the network
  SteadyTime last_fill_;
  SteadyTime last_ack_;
};

}  // namespace skyline::kinesis
