// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/worker.hpp"
#include "skyline/output.hpp"
#include "support/unit_source.hpp"

namespace skyline::test {

/// Does what a stream does for one output: opens it, writes units at a rate while they are wanted, a key unit whenever
/// one is asked for, and closes it.
class OutputFeeder final : public OutputHost {
 public:
  OutputFeeder(Output& output, int width, int height, double fps, int bitrate_kbps = 500);
  OutputFeeder(const OutputFeeder&) = delete;
  OutputFeeder& operator=(const OutputFeeder&) = delete;
  ~OutputFeeder() { stop(); }

  void start();
  void stop();
  void request_key_frame() override;
  /// The next unit is a key unit of this size. Any thread.
  void change_size(int width, int height);

  [[nodiscard]] int written() const { return written_; }
  [[nodiscard]] int key_requests() const { return key_requests_; }
  /// When each unit was handed to write(), on the steady clock.
  [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> write_times() const;
  /// Time spent in write() so far.
  [[nodiscard]] std::chrono::nanoseconds write_time() const { return std::chrono::nanoseconds(write_ns_.load()); }

 private:
  void feed(Worker& worker);
  void resize();

  Output& output_;
  const int bitrate_kbps_;
  std::unique_ptr<UnitSource> source_;  // the feeding thread's
  const std::chrono::nanoseconds interval_;
  std::atomic<bool> key_wanted_{true};
  std::atomic<int> written_{0};
  std::atomic<int> key_requests_{0};
  std::atomic<std::int64_t> write_ns_{0};
  mutable std::mutex mutex_;
  std::optional<std::pair<int, int>> new_size_;                     // guarded by mutex_
  std::vector<std::chrono::steady_clock::time_point> write_times_;  // guarded by mutex_
  Worker worker_;
};

}  // namespace skyline::test
