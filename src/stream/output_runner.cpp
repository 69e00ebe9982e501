// SPDX-License-Identifier: Apache-2.0
#include "stream/output_runner.hpp"

#include "base/log.hpp"

namespace skyline {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstDelay = 250ms;
constexpr auto kMostDelay = 30s;

}  // namespace

OutputRunner::OutputRunner(std::unique_ptr<Output> output, StreamHub& hub, OutputHost& host)
    : output_(std::move(output)),
      name_(output_->name()),
      hub_(hub),
      host_(host),
      units_(hub.subscribe([this] { return phase_ != Phase::kFailed && output_->wants_units(); })),
      backoff_(kFirstDelay, kMostDelay, system_random()) {}

OutputRunner::~OutputRunner() {
  stop();
  hub_.unsubscribe(units_);
}

void OutputRunner::start() {
  stop();
  hub_.restart(*units_);
  phase_ = Phase::kOpening;
  done_ = false;
  worker_.start("sky-out-" + name_, [this](Worker& /*worker*/) { run(); });
}

void OutputRunner::stop() {
  units_->close();
  if (phase_ != Phase::kFailed) {
    std::unique_lock lock(done_mutex_);
    done_changed_.wait_for(lock, kDrainTime, [this] { return done_; });
  }
  output_->interrupt();
  worker_.stop();
}

void OutputRunner::run() {
  backoff_.reset();
  while (!session() && worker_.wait_for(backoff_.next())) hub_.restart(*units_);
  const std::lock_guard lock(done_mutex_);
  done_ = true;
  done_changed_.notify_all();
}

bool OutputRunner::session() {
  if (!open_output()) return false;
  if (phase_.exchange(Phase::kOpen) == Phase::kFailed) host_.request_key_frame();
  const bool in_order = write_units();
  phase_ = Phase::kFailed;
  output_->close();
  return in_order;
}

bool OutputRunner::open_output() {
  try {
    output_->open(host_);
    return true;
  } catch (const std::exception& error) {
    note_failure("open", error.what());
  } catch (...) {
    note_failure("open", "unknown exception");
  }
  return false;
}

bool OutputRunner::write_units() {
  try {
    for (UnitPtr unit; units_->pop(unit); ++written_) {
      output_->write(unit);
      bytes_written_ += unit->data.size();
      backoff_.reset();
    }
    return true;
  } catch (const std::exception& error) {
    note_failure("write", error.what());
  } catch (...) {
    note_failure("write", "unknown exception");
  }
  return false;
}

void OutputRunner::note_failure(const char* doing, const char* why) {
  ++failures_;
  phase_ = Phase::kFailed;
  if (!worker_.stopping()) log::warn("output", "{} failed to {}, it is tried again: {}", name_, doing, why);
}

OutputStats OutputRunner::stats() const {
  OutputStats stats{.name = name_,
                    .units_written = written_,
                    .bytes_written = bytes_written_,
                    .units_dropped = units_->dropped(),
                    .failures = failures_,
                    .open = phase_ == Phase::kOpen,
                    .viewers = output_->viewers()};
  output_->add_stats(stats);
  return stats;
}

}  // namespace skyline
