// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "emulator/emulator.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::test {

/// Temporary keys that live `life`, made known to the service.
class ShortLivedKeys final : public KvsCredentials {
 public:
  ShortLivedKeys(emulator::Emulator& service, std::chrono::milliseconds life) : service_(service), life_(life) {}
  AwsKeys fetch() override {
    const auto expires = std::chrono::system_clock::now() + life_;
    const auto number = std::to_string(++count_);
    AwsKeys keys{"ASIATEST" + number, "secret-" + number, "token-" + number, expires};
    service_.add_keys(keys.access_key_id, keys.secret_access_key, keys.session_token, expires);
    return keys;
  }
  [[nodiscard]] std::string provider() const override { return "keys for a test"; }
  [[nodiscard]] int count() const { return count_; }

 private:
  emulator::Emulator& service_;
  const std::chrono::milliseconds life_;
  std::atomic<int> count_{0};
};

}  // namespace skyline::test
