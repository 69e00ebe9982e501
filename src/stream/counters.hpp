// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "skyline/stats.hpp"
#include "skyline/stream.hpp"

namespace skyline {

/// The figures behind StageTime. Any thread; a snapshot may see one of them without the other.
class StageCounter {
 public:
  /// A capture time may be ahead of the clock: that counts as no time, so that the total never goes back.
  void add(std::chrono::nanoseconds time);
  [[nodiscard]] StageTime snapshot() const;

 private:
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::int64_t> total_ns_{0};
};

/// The figures behind Stats. Any thread.
class Counters {
 public:
  using Count = std::atomic<std::uint64_t>;
  Count put{0};
  Count encoded{0};
  Count warming_up{0};
  Count not_wanted{0};
  Count replaced{0};
  Count failed{0};
  Count after_stop{0};
  Count stills{0};
  Count units{0};
  Count key_units{0};
  Count bytes{0};
  Count encoder_restarts{0};
  StageCounter convert;
  StageCounter wait;
  StageCounter encode;
  StageCounter capture_to_unit;
  std::atomic<double> fps{0};
  std::atomic<int> width{0};
  std::atomic<int> height{0};

  /// Books a frame under what put() answers; the frames on their way are booked when they are through.
  PutResult book(PutResult result);

  void set_encoder(const std::string& element);
  /// An empty text says that all is well again.
  void set_error(const std::string& text);

  /// Everything but the outputs.
  [[nodiscard]] Stats snapshot() const;

 private:
  mutable std::mutex mutex_;
  std::string encoder_;     // guarded by mutex_
  std::string last_error_;  // guarded by mutex_
};

}  // namespace skyline
