// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "base/backoff.hpp"
#include "base/worker.hpp"
#include "media/stream_hub.hpp"
#include "skyline/stats.hpp"

namespace skyline {

/// Runs one output on its own thread while the stream runs: open, write unit by unit, on failure close and open again
/// after a growing delay. start() and stop() are one caller's at a time.
class OutputRunner {
 public:
  OutputRunner(std::unique_ptr<Output> output, StreamHub& hub, OutputHost& host);
  OutputRunner(const OutputRunner&) = delete;
  OutputRunner& operator=(const OutputRunner&) = delete;
  ~OutputRunner();

  void start();
  /// Writes what is queued, within `kDrainTime`; then interrupts the output, closes it and returns.
  void stop();

  [[nodiscard]] Output& output() { return *output_; }
  [[nodiscard]] OutputStats stats() const;

  static constexpr std::chrono::seconds kDrainTime{2};

 private:
  void run();
  /// True when the stream stopped, false when the output failed.
  bool session();
  bool open_output();
  bool write_units();
  void note_failure(const char* doing, const char* why);

  const std::unique_ptr<Output> output_;
  const std::string name_;
  StreamHub& hub_;
  OutputHost& host_;
  std::shared_ptr<StreamHub::Subscription> units_;  // set while the worker does not run
  Backoff backoff_;                                 // the worker's thread only
  /// Units are queued while it opens for the first time, so that the stream's first frame is not lost.
  enum class Phase { kOpening, kOpen, kFailed };
  std::atomic<Phase> phase_{Phase::kFailed};
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> bytes_written_{0};
  std::atomic<std::uint64_t> failures_{0};
  std::mutex done_mutex_;
  std::condition_variable done_changed_;
  bool done_ = true;  // guarded by done_mutex_
  Worker worker_;
};

}  // namespace skyline
