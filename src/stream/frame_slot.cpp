// SPDX-License-Identifier: Apache-2.0
#include "stream/frame_slot.hpp"

#include <utility>

namespace skyline {

FrameSlot::Outcome FrameSlot::store(PendingFrame frame) {
  std::optional<PendingFrame> older;  // let go of outside the lock: its release is the user's code
  const std::lock_guard lock(mutex_);
  if (!open_) {
    older = std::move(frame);
    return Outcome::kClosed;
  }
  frame.stamp = timeline_.stamp(frame.capture, frame.arrival);
  older = std::exchange(frame_, std::move(frame));
  return older && !older->still_only ? Outcome::kReplacedOlder : Outcome::kStored;
}

double FrameSlot::pass_by(std::optional<SystemTime> capture, Now arrival) {
  const std::lock_guard lock(mutex_);
  static_cast<void>(timeline_.stamp(capture, arrival));
  return timeline_.fps();
}

std::optional<PendingFrame> FrameSlot::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(frame_, std::nullopt);
}

bool FrameSlot::empty() const {
  const std::lock_guard lock(mutex_);
  return !frame_;
}

Stamp FrameSlot::repeat(Now now) {
  const std::lock_guard lock(mutex_);
  return timeline_.repeat(now);
}

double FrameSlot::fps() const {
  const std::lock_guard lock(mutex_);
  return timeline_.fps();
}

void FrameSlot::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
}

void FrameSlot::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
}

}  // namespace skyline
