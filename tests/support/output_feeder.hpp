// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

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

  [[nodiscard]] int written() const { return written_; }
  [[nodiscard]] int key_requests() const { return key_requests_; }
  /// Time spent in write() so far.
  [[nodiscard]] std::chrono::nanoseconds write_time() const { return std::chrono::nanoseconds(write_ns_.load()); }

 private:
  void feed(Worker& worker);

  Output& output_;
  UnitSource source_;
  const std::chrono::nanoseconds interval_;
  std::atomic<bool> key_wanted_{true};
  std::atomic<int> written_{0};
  std::atomic<int> key_requests_{0};
  std::atomic<std::int64_t> write_ns_{0};
  Worker worker_;
};

}  // namespace skyline::test
