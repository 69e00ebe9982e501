// SPDX-License-Identifier: Apache-2.0
#include "support/output_feeder.hpp"

namespace skyline::test {

using std::chrono::steady_clock;

OutputFeeder::OutputFeeder(Output& output, int width, int height, double fps, int bitrate_kbps)
    : output_(output), source_(width, height, bitrate_kbps), interval_(static_cast<std::int64_t>(1e9 / fps)) {}

void OutputFeeder::start() {
  key_wanted_ = true;
  output_.open(*this);
  worker_.start("feeder", [this](Worker& worker) { feed(worker); });
}

void OutputFeeder::stop() {
  if (worker_.stopping()) return;
  worker_.stop();
  output_.close();
}

void OutputFeeder::request_key_frame() {
  ++key_requests_;
  key_wanted_ = true;
  worker_.wake();
}

void OutputFeeder::feed(Worker& worker) {
  auto due = steady_clock::now();
  while (!worker.stopping()) {
    if (output_.wants_units()) {
      const auto unit = source_.next(key_wanted_.exchange(false));
      const auto before = steady_clock::now();
      output_.write(unit);
      write_ns_ += (steady_clock::now() - before).count();
      ++written_;
    }
    due = std::max(due + interval_, steady_clock::now());
    while (!key_wanted_ && !worker.stopping() && steady_clock::now() < due) worker.wait_until(due);
    if (key_wanted_ && !output_.wants_units()) worker.wait_until(due);
  }
}

}  // namespace skyline::test
