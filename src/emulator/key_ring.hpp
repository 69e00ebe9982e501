// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/secret.hpp"

namespace skyline::emulator {

struct Keys {
  Secret secret;
  Secret token;                                                    ///< empty for permanent keys
  std::optional<std::chrono::system_clock::time_point> expires{};  ///< nothing for permanent keys
};

/// The keys the service knows, by their access key id. Any thread.
class KeyRing {
 public:
  void add(const std::string& access_key, Keys keys) {
    const std::lock_guard lock(mutex_);
    keys_.insert_or_assign(access_key, std::move(keys));
  }
  [[nodiscard]] std::optional<Keys> find(const std::string& access_key) const {
    const std::lock_guard lock(mutex_);
    const auto found = keys_.find(access_key);
    if (found == keys_.end()) return std::nullopt;
    return found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Keys> keys_;  // guarded by mutex_
};

}  // namespace skyline::emulator
