// SPDX-License-Identifier: Apache-2.0
#include "media/stream_hub.hpp"

#include <algorithm>

namespace skyline {

bool StreamHub::Subscription::pop(UnitPtr& unit) {
  if (!queue_.pop(unit)) return false;
  bytes_ -= unit->data.size();
  return true;
}

void StreamHub::Subscription::close() { queue_.close(); }

void StreamHub::Subscription::offer(const UnitPtr& unit) {
  if (!wants_()) {
    needs_key_ = true;
    return;
  }
  if (needs_key_ && !unit->key) {
    ++dropped_;
    return;
  }
  const auto size = unit->data.size();
  // Counted before the push: the reader may take it out again at once.
  const bool fits = bytes_.fetch_add(size) + size <= kMostBytes && queue_.push(unit);
  if (!fits) {
    bytes_ -= size;
    ++dropped_;
  }
  needs_key_ = !fits;
}

std::shared_ptr<StreamHub::Subscription> StreamHub::subscribe(std::function<bool()> wants) {
  std::shared_ptr<Subscription> subscription(new Subscription(std::move(wants)));
  const std::lock_guard lock(mutex_);
  subscriptions_.push_back(subscription);
  return subscription;
}

void StreamHub::unsubscribe(const std::shared_ptr<Subscription>& subscription) {
  const std::lock_guard lock(mutex_);
  std::erase(subscriptions_, subscription);
}

void StreamHub::restart(Subscription& subscription) {
  const std::lock_guard lock(mutex_);
  subscription.dropped_ += subscription.queue_.size();
  subscription.queue_.clear();
  subscription.queue_.reopen();
  subscription.bytes_ = 0;
  subscription.needs_key_ = true;
}

void StreamHub::publish(const UnitPtr& unit) {
  const std::lock_guard lock(mutex_);
  for (const auto& subscription : subscriptions_) subscription->offer(unit);
}

bool StreamHub::wanted() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(subscriptions_, [](const auto& subscription) { return subscription->wants_(); });
}

}  // namespace skyline
