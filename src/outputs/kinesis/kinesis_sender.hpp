// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/worker.hpp"
#include "net/client/http_upload.hpp"
#include "outputs/kinesis/backlog_feed.hpp"
#include "outputs/kinesis/control_plane.hpp"
#include "outputs/kinesis/credentials_keeper.hpp"
#include "outputs/kinesis/put_media_session.hpp"
#include "outputs/kinesis/recovery.hpp"
#include "outputs/kinesis/retry_buffer.hpp"
#include "outputs/kinesis/spool.hpp"
#include "skyline/kvs.hpp"

namespace skyline::kinesis {

/// Brings what is in the buffer, and in the spool, to the service: one thread that owns every connection, one
/// connection at a time. It never gives up. start() and stop() are one caller's.
class KinesisSender {
 public:
  /// Everything is to outlive the sender; `spool` may be null. `ask_for_key` and `config.on_health` are called on the
  /// sender's thread.
  KinesisSender(const KvsConfig& config, RetryBuffer& buffer, Spool* spool, std::function<void()> ask_for_key);
  KinesisSender(const KinesisSender&) = delete;
  KinesisSender& operator=(const KinesisSender&) = delete;
  ~KinesisSender() { stop(std::chrono::milliseconds{0}); }

  void start();
  /// Sends what is in the buffer and waits for its acknowledgements, within the limit; a service that cannot be reached
  /// is tried once more, no longer. Returns when the thread is gone.
  void stop(std::chrono::milliseconds limit);
  /// There is something new in the buffer: sends it from here when the connection is free, wakes the sender's thread
  /// otherwise. Waits for nothing; any thread.
  void push() noexcept;

  /// Any thread.
  [[nodiscard]] KvsStats stats() const;

 private:
  using Clock = std::chrono::steady_clock;
  using SteadyTime = Clock::time_point;

  /// What drive() remembers of the connection.
  struct Connection {
    bool answered = false;
    SteadyTime ended_at;  // the body
  };

  void wake() noexcept;
  void run();
  [[nodiscard]] bool finished(SteadyTime now) const;
  void wait(SteadyTime now);
  void attempt(SteadyTime now);
  [[nodiscard]] bool prepare(const KeysPtr& keys);

  void send_live(const KeysPtr& keys);
  void send_backlog(const KeysPtr& keys);
  [[nodiscard]] bool backlog_due(SteadyTime now) const;
  void hold_session(PutMediaSession& session, MediaFeed& feed, const KeysPtr& keys, bool live);
  void share(PutMediaSession& session, const KeysPtr& keys, bool live);
  [[nodiscard]] std::string drive(PutMediaSession& session, const KeysPtr& keys, bool live);
  void note_progress(Connection& connection, const PutMediaSession& session, bool live);
  [[nodiscard]] bool at_end(Connection& connection, const PutMediaSession& session, SteadyTime now) const;
  void steer(PutMediaSession& session, const KeysPtr& keys, bool live, SteadyTime now);
  [[nodiscard]] bool rotation_due(const KeysPtr& keys, SteadyTime now) const;

  void judge(const PutMediaSession& session, MediaFeed& feed, const KeysPtr& keys, const std::string& stall);
  void judge_ack(const PutMediaSession::Failure& failure, MediaFeed& feed, const KeysPtr& keys);
  void apply(Remedy remedy, const std::string& why, const KeysPtr& keys,
             std::optional<std::chrono::system_clock::time_point> date = std::nullopt);

  void housekeeping(SteadyTime now);
  void publish(SteadyTime now);

  const KvsConfig& config_;
  RetryBuffer& buffer_;
  Spool* const spool_;
  const std::function<void()> ask_for_key_;
  CredentialsKeeper keeper_;
  ControlPlane control_;

  std::mutex session_mutex_;  // before the buffer's; held for a turn of the connection, which waits for nothing
  net::HttpUpload upload_;    // guarded by session_mutex_, but for wait() and wake()
  PutMediaSession* shared_session_ = nullptr;  // push() may send; it and the counts guarded by session_mutex_
  SessionCounts session_counts_;

  // The sender's thread only.
  Recovery recovery_;
  std::optional<ControlPlane::Stream> stream_;
  std::string keys_error_;                     // why there were no keys, when last asked
  std::optional<std::int64_t> tried_once_ms_;  // time of the fragment that is tried once more, live or not
  std::function<double()> random_;
  SteadyTime renew_at_;        // the connection's end
  double backlog_tokens_ = 0;  // bytes that may be sent from the spool
  SteadyTime tokens_at_;       // when they were counted
  SteadyTime last_backlog_;
  bool live_first_ = true;         // no live fragment was persisted since the last failure
  std::uint64_t newest_live_ = 0;  // fragment that was begun to be sent
  KvsStats counted_;               // what the thread itself counts
  SteadyTime next_publish_;        // of statistics
  bool hurried_ = false;           // stopping, and the last attempt has begun
  bool gave_up_ = false;           // stopping, and it failed

  std::mutex done_mutex_;
  std::condition_variable done_changed_;
  bool done_ = true;  // the thread is at its end; guarded by done_mutex_

  std::atomic<bool> stopping_{false};
  std::atomic<SteadyTime::rep> stop_by_{0};

  mutable std::mutex stats_mutex_;
  KvsStats stats_;  // published; guarded by stats_mutex_

  Worker worker_;
};

}  // namespace skyline::kinesis
