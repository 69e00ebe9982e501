// SPDX-License-Identifier: Apache-2.0
#include "tail_output.hpp"

namespace skyline::python {

void TailOutput::write(const UnitPtr& unit) {
  if (config_ != unit->config) {
    close();
    auto tail = std::make_unique<GstOutput>(make_tail_(*unit->config), name_);
    tail->open(*host_);
    const std::lock_guard lock(mutex_);
    tail_ = std::move(tail);
    config_ = unit->config;
  }
  tail_->write(unit);
}

void TailOutput::close() noexcept {
  if (tail_) tail_->close();
  const std::lock_guard lock(mutex_);
  tail_.reset();
  config_.reset();
}

void TailOutput::interrupt() noexcept {
  const std::lock_guard lock(mutex_);
  if (tail_) tail_->interrupt();
}

}  // namespace skyline::python
