// SPDX-License-Identifier: Apache-2.0
#include "support/output_feeder.hpp"

namespace skyline::test {

using std::chrono::steady_clock;

OutputFeeder::OutputFeeder(Output& output, int width, int height, double fps, int bitrate_kbps)
    : output_(output),
      bitrate_kbps_(bitrate_kbps),
      source_(std::make_unique<UnitSource>(width, height, bitrate_kbps)),
      interval_(static_cast<std::int64_t>(1e9 / fps)) {}

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

std::vector<steady_clock::time_point> OutputFeeder::write_times() const {
  const std::lock_guard lock(mutex_);
  return write_times_;
}

void OutputFeeder::change_size(int width, int height) {
  const std::lock_guard lock(mutex_);
  new_size_ = {width, height};
}

void OutputFeeder::resize() {
  const std::lock_guard lock(mutex_);
  if (!new_size_) return;
  source_ = std::make_unique<UnitSource>(new_size_->first, new_size_->second, bitrate_kbps_);
  new_size_.reset();
}

void OutputFeeder::feed(Worker& worker) {
  auto due = steady_clock::now();
  while (!worker.stopping()) {
    if (output_.wants_units()) {
      resize();
      const auto unit = source_->next(key_wanted_.exchange(false));
      const auto before = steady_clock::now();
      {
        const std::lock_guard lock(mutex_);
        write_times_.push_back(before);
      }
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
