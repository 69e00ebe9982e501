// SPDX-License-Identifier: Apache-2.0
#include "stream/recorder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>

#include "support/eventually.hpp"

namespace skyline::test {

bool Record::wait_for_units(std::size_t count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return units_.size() >= count; });
}

std::vector<UnitPtr> Record::units() const {
  const std::lock_guard lock(mutex_);
  return units_;
}

void Record::request_key_frame() {
  const std::lock_guard lock(mutex_);
  ASSERT_NE(host_, nullptr);
  host_->request_key_frame();
}

void Recorder::open(OutputHost& host) {
  if (record_->fail_opens > 0) {
    --record_->fail_opens;
    throw std::runtime_error("not yet");
  }
  const std::lock_guard lock(record_->mutex_);
  record_->host_ = &host;
  ++record_->opened_;
}

void Recorder::write(const UnitPtr& unit) {
  if (record_->on_write) record_->on_write(unit);
  const std::lock_guard lock(record_->mutex_);
  record_->units_.push_back(unit);
  record_->changed_.notify_all();
}

void Recorder::close() noexcept {
  const std::lock_guard lock(record_->mutex_);
  record_->host_ = nullptr;
  ++record_->closed_;
}

std::shared_ptr<Record> record(SkyLine& sky) {
  auto record = std::make_shared<Record>();
  sky.attach(std::make_unique<Recorder>(record));
  return record;
}

Canvas::Canvas(int width, int height, PixelFormat format)
    : width_(width),
      height_(height),
      format_(format),
      bytes_(static_cast<std::size_t>(width + 2) * static_cast<std::size_t>(height + 2) * 4) {}

FrameView Canvas::draw(int index) {
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    bytes_[i] = static_cast<std::uint8_t>(i / 16 + static_cast<std::size_t>(index) * 3);
  }
  return {bytes_.data(), width_, height_, format_};
}

bool adds_up(const Stats& stats) {
  return stats.frames_put == stats.frames_encoded + stats.frames_warming_up + stats.frames_not_wanted +
                                 stats.frames_replaced + stats.frames_failed + stats.frames_pending;
}

void put_and_wait(SkyLine& sky, Record& record, Canvas& canvas, int frames) {
  for (int i = 0; i < frames; ++i) {
    const auto before = record.units().size();
    ASSERT_TRUE(sky.put(canvas.draw(i)));
    ASSERT_TRUE(record.wait_for_units(before + 1));
  }
}

}  // namespace skyline::test
