// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/worker.hpp"
#include "outputs/kinesis/refresh_plan.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

using KeysPtr = std::shared_ptr<const AwsKeys>;

/// Holds the keys of one output and has new ones before they expire, on its thread `sky-aws`, whether or not anybody
/// asks. While the provider fails the last good keys stay, until they have expired; it is asked again after a growing
/// delay, for ever.
class CredentialsKeeper {
 public:
  struct Snapshot {
    KeysPtr keys;       ///< null: there are none that hold
    std::string error;  ///< why the provider gave none when last asked, or why there are none; empty when all is well
    bool answered = true;  ///< the provider has given keys, or failed, since it was first asked
  };

  /// `on_change` is called on the thread when current() has become another, with no lock held. It must not call
  /// start() or stop().
  CredentialsKeeper(std::shared_ptr<KvsCredentials> credentials, std::function<void()> on_change,
                    std::function<double()> random = system_random());
  CredentialsKeeper(const CredentialsKeeper&) = delete;
  CredentialsKeeper& operator=(const CredentialsKeeper&) = delete;
  ~CredentialsKeeper() { stop(); }

  /// Keys from before a stop() still serve.
  void start();
  /// Ends a fetch that waits; returns when the thread is gone. Idempotent. start() and stop() are one caller's.
  void stop() noexcept;

  /// Never waits for the provider; any thread.
  [[nodiscard]] Snapshot current() const { return current(std::chrono::steady_clock::now()); }
  [[nodiscard]] Snapshot current(SteadyTime now) const;

  /// The service refused these: they are no longer given out, and the provider is asked anew; at once the first time,
  /// later after a growing delay. When it still gives the same ones they are given out again then. Does nothing for
  /// keys that are not the current ones. Any thread.
  void invalidate(const KeysPtr& refused);
  void invalidate(const KeysPtr& refused, Moment now);

  /// What the thread does whenever it wakes: asks the provider when that is due. For tests, without start().
  void step(Moment now);

 private:
  void run();
  void fetch(Moment now);
  [[nodiscard]] bool provider_changed() const;
  [[nodiscard]] bool begin(bool changed, Moment now);
  [[nodiscard]] bool accept(AwsKeys keys, Moment now);
  [[nodiscard]] bool reject(const std::string& error, Moment now);

  const std::shared_ptr<KvsCredentials> credentials_;
  const std::function<void()> on_change_;
  mutable std::mutex mutex_;
  RefreshPlan plan_;       // guarded by mutex_
  KeysPtr keys_;           // guarded by mutex_
  SteadyTime end_{};       // of keys_; guarded by mutex_
  bool refused_ = false;   // keys_ were; guarded by mutex_
  std::string error_;      // guarded by mutex_
  bool fetching_ = false;  // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  Worker worker_;
};

}  // namespace skyline::kinesis
