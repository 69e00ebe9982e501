// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/bounded_queue.hpp"
#include "skyline/output.hpp"

namespace skyline {

/// Hands each unit to every subscription that wants it. One lock, held for as long as pushing pointers takes; nothing
/// is called with it held but the subscriptions' `wants`.
class StreamHub {
 public:
  /// A bounded queue of units that starts at a key unit. What does not fit is dropped up to the next key unit and
  /// counted.
  class Subscription {
   public:
    /// Memory a slow output may hold back, in units and in bytes.
    static constexpr std::size_t kMostUnits = 256;
    static constexpr std::size_t kMostBytes = 16U << 20U;

    /// Waits for a unit; false when closed and empty.
    bool pop(UnitPtr& unit);
    /// No more units; those in the queue are still given out.
    void close();
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

   private:
    friend class StreamHub;
    explicit Subscription(std::function<bool()> wants) : wants_(std::move(wants)) {}
    void offer(const UnitPtr& unit);

    const std::function<bool()> wants_;
    BoundedQueue<UnitPtr> queue_{kMostUnits};
    bool needs_key_ = true;  // guarded by the hub's mutex
    std::atomic<std::size_t> bytes_{0};
    std::atomic<std::uint64_t> dropped_{0};
  };

  /// `wants` is asked from any thread, with the hub's lock held: it must be quick and not call the hub.
  [[nodiscard]] std::shared_ptr<Subscription> subscribe(std::function<bool()> wants);
  void unsubscribe(const std::shared_ptr<Subscription>& subscription);

  /// Empties a subscription, opens it when it was closed, and lets it start at the next key unit.
  void restart(Subscription& subscription);

  void publish(const UnitPtr& unit);
  /// Whether anybody wants units now.
  [[nodiscard]] bool wanted() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Subscription>> subscriptions_;  // guarded by mutex_
};

}  // namespace skyline
