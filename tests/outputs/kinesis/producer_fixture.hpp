// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/emulator.hpp"
#include "skyline/kvs.hpp"
#include "support/coded_units.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"

namespace skyline::test {

/// The producer against the service in this process. Units are ready-made and fed faster than time: a fragment has 10
/// units and lasts a second by its times.
class ProducerTest : public testing::Test, private OutputHost {
 protected:
  using Pace = std::chrono::steady_clock::duration;

  ProducerTest();
  /// Other units, with a key unit every `gop`; they are to outlive the test.
  ProducerTest(const CodedUnits& units, int gop) : units_(units), gop_(gop) {}
  ~ProducerTest() override;

  /// Before start_service().
  emulator::EmulatorOptions service_options;
  void start_service();
  /// At the same port, with what it has stored.
  void restart_service();
  void stop_service();
  [[nodiscard]] emulator::Emulator& service() { return *service_; }
  void set_faults(const std::string& json);

  [[nodiscard]] KvsConfig config() const;
  void open(KvsConfig config);
  void open() { open(config()); }
  /// Feeds the next fragments, a unit at each `pace`.
  void feed(int fragments, Pace pace = std::chrono::milliseconds{2}) { feed_units(fragments * gop_, pace); }
  void feed_units(int units, Pace pace = std::chrono::milliseconds{2});
  [[nodiscard]] int fed() const { return fed_; }
  /// Ends as a stream does.
  void close();
  /// As when the process ends without closing anything.
  void destroy_without_closing() { output_.reset(); }

  [[nodiscard]] KvsOutput& output() { return *output_; }
  [[nodiscard]] KvsStats stats() const { return output_->kvs_stats(); }
  [[nodiscard]] bool wait_for_persisted(std::uint64_t fragments,
                                        std::chrono::milliseconds limit = std::chrono::seconds{30});
  [[nodiscard]] int key_requests() const { return key_requests_; }

  /// How often the service has each fragment, by the fragment's number from 0 on; -1: one that was never fed.
  [[nodiscard]] std::map<int, int> stored();
  /// The number of the fragment with that time; -1: it was never fed.
  [[nodiscard]] int number_of(std::int64_t producer_ms) const;
  /// All fragments from `first` on up to what was fed are stored exactly once, none else but those in `missing`, and
  /// the pictures in them have all their codes in order.
  void expect_stored(const std::vector<int>& missing = {}, const std::map<int, int>& more_than_once = {});
  /// Every fragment that was begun is accounted for.
  void expect_accounted();
  /// PutMedia requests that the service has seen.
  [[nodiscard]] std::size_t sessions() { return service_->sessions().size(); }

 private:
  void request_key_frame() override { ++key_requests_; }

  const CodedUnits& units_;
  const int gop_;
  const TemporaryFolder folder_;
  std::unique_ptr<emulator::Emulator> service_;
  std::unique_ptr<KvsOutput> output_;
  bool opened_ = false;
  int fed_ = 0;  // units
  std::atomic<int> key_requests_{0};
};

}  // namespace skyline::test
