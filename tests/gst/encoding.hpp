// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gst/encode_pipeline.hpp"

namespace skyline::gst::test {

/// The row of an encoder that every machine has.
inline EncoderRow software_row(const std::string& element) {
  const auto* row = EncoderCatalog::system().choose(element, {});
  if (row == nullptr || row->element != element) throw std::runtime_error(element + " does not work here");
  return *row;
}

/// Feeds an EncodePipeline picture by picture and keeps its units.
class Encoding {
 public:
  Encoding(const EncoderRow& row, const EncodingConfig& config, double fps, const PictureShape& shape)
      : pipeline_(row, config, fps, shape, events()) {}

  /// Waits until the encoder wants it; false when it failed or took longer than 20 s.
  bool encode(std::shared_ptr<const Picture> picture, SteadyTime pts, bool key = false) {
    if (!wait([this] { return ready_; })) return false;
    ready_ = false;
    pipeline_.encode(std::move(picture), {pts, SystemTime{pts.time_since_epoch()}}, EncodePipeline::Kind::kFrame, key);
    return true;
  }
  bool wait_units(std::size_t count) {
    return wait([&] { return units_.size() >= count; });
  }
  std::vector<UnitPtr> units() {
    const std::lock_guard lock(mutex_);
    return units_;
  }
  std::string failure() {
    const std::lock_guard lock(mutex_);
    return failure_;
  }
  EncodePipeline& pipeline() { return pipeline_; }

 private:
  EncodePipeline::Events events() {
    return {.unit = [this](const UnitPtr& unit,
                           const EncodePipeline::Ended& /*ended*/) { note([&] { units_.push_back(unit); }); },
            .ready = [this] { note([&] { ready_ = true; }); },
            .failed = [this](const std::string& why) { note([&] { failure_ = why; }); }};
  }
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  template <class Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return condition() || !failure_.empty(); }) &&
           failure_.empty();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool ready_ = false;  // guarded by mutex_, as all below
  std::vector<UnitPtr> units_;
  std::string failure_;
  EncodePipeline pipeline_;  // last: its events use what is above
};

}  // namespace skyline::gst::test
