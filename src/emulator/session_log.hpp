// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace skyline::emulator {

/// A request that was answered, or that ended without an answer.
struct RequestRecord {
  std::chrono::steady_clock::time_point time;
  std::string api;
  int status = 0;  ///< 0: the connection was lost before there was one
  std::string access_key;
};

/// A frame that a PutMedia session brought.
struct FrameRecord {
  std::uint64_t track = 0;
  std::int64_t time_ms = 0;                       ///< producer time since 1970
  std::chrono::system_clock::time_point arrived;  ///< its last byte; the true clock
};

/// A PutMedia session from its first byte on.
struct SessionRecord {
  std::string stream;
  std::string access_key;
  std::chrono::steady_clock::time_point begun;
  std::optional<std::chrono::steady_clock::time_point> ended;
  bool header_seen = false;
  std::uint64_t bytes = 0;
  std::vector<std::int64_t> fragments;  ///< time codes of clusters as the producer sent them
  std::vector<FrameRecord> frames;      ///< the first 100,000
  std::vector<std::string> acks;        ///< as sent, the first 10,000
};

/// What happened, for tests. Keeps the last 10,000 requests and 1,000 sessions. Any thread.
class SessionLog {
 public:
  /// A session in the log; whoever has it may write to it while he holds the lock that edit() takes.
  using Entry = std::shared_ptr<SessionRecord>;

  void add(RequestRecord request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
    if (requests_.size() > kMostRequests) requests_.pop_front();
  }
  [[nodiscard]] Entry begin(SessionRecord session) {
    const std::lock_guard lock(mutex_);
    auto entry = std::make_shared<SessionRecord>(std::move(session));
    sessions_.push_back(entry);
    if (sessions_.size() > kMostSessions) sessions_.pop_front();
    return entry;
  }
  template <class Change>
  void edit(const Entry& entry, Change change) {
    const std::lock_guard lock(mutex_);
    change(*entry);
  }
  void add_frame(const Entry& entry, const FrameRecord& frame) {
    const std::lock_guard lock(mutex_);
    if (entry->frames.size() < kMostFrames) entry->frames.push_back(frame);
  }
  void add_ack(const Entry& entry, const std::string& ack) {
    const std::lock_guard lock(mutex_);
    if (entry->acks.size() < kMostAcks) entry->acks.push_back(ack);
  }

  [[nodiscard]] std::vector<RequestRecord> requests() const {
    const std::lock_guard lock(mutex_);
    return {requests_.begin(), requests_.end()};
  }
  [[nodiscard]] std::vector<SessionRecord> sessions() const {
    const std::lock_guard lock(mutex_);
    std::vector<SessionRecord> out;
    for (const auto& session : sessions_) out.push_back(*session);
    return out;
  }

 private:
  static constexpr std::size_t kMostRequests = 10'000;
  static constexpr std::size_t kMostSessions = 1'000;
  static constexpr std::size_t kMostFrames = 100'000;
  static constexpr std::size_t kMostAcks = 10'000;

  mutable std::mutex mutex_;
  std::deque<RequestRecord> requests_;  // guarded by mutex_
  std::deque<Entry> sessions_;          // guarded by mutex_, the records too
};

}  // namespace skyline::emulator
