// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "skyline/skyline.hpp"

namespace skyline::test {

/// What an output has seen. Shared by the test and the output.
class Record {
 public:
  /// Waits until as many units are there; false after 20 s.
  [[nodiscard]] bool wait_for_units(std::size_t count);
  [[nodiscard]] std::vector<UnitPtr> units() const;
  [[nodiscard]] int opened() const { return opened_; }
  [[nodiscard]] int closed() const { return closed_; }
  void request_key_frame();

  std::atomic<bool> wants{true};
  std::atomic<int> fail_opens{0};                ///< so many calls of open() throw
  std::function<void(const UnitPtr&)> on_write;  ///< set before the stream starts

 private:
  friend class Recorder;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<UnitPtr> units_;  // guarded by mutex_
  OutputHost* host_ = nullptr;  // guarded by mutex_
  std::atomic<int> opened_{0};
  std::atomic<int> closed_{0};
};

class Recorder final : public Output {
 public:
  explicit Recorder(std::shared_ptr<Record> record) : record_(std::move(record)) {}
  [[nodiscard]] std::string name() const override { return "recorder"; }
  void open(OutputHost& host) override;
  void write(const UnitPtr& unit) override;
  void close() noexcept override;
  [[nodiscard]] bool wants_units() const noexcept override { return record_->wants; }

 private:
  std::shared_ptr<Record> record_;
};

/// Attaches a recorder.
std::shared_ptr<Record> record(SkyLine& sky);

/// A picture with a gradient that differs from index to index.
class Canvas {
 public:
  Canvas(int width, int height, PixelFormat format = PixelFormat::kBgr);
  FrameView draw(int index);

 private:
  int width_;
  int height_;
  PixelFormat format_;
  std::vector<std::uint8_t> bytes_;
};

/// Everything put is in exactly one of the categories.
[[nodiscard]] bool adds_up(const Stats& stats);

/// Puts frames until so many went to the encoder, each after the one before it came out.
void put_and_wait(SkyLine& sky, Record& record, Canvas& canvas, int frames);

}  // namespace skyline::test
