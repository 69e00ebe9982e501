// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "skyline/kvs.hpp"
#include "unit_file.hpp"

namespace bench {

/// What all roles of this program are told.
struct Target {
  std::string endpoint;
  std::string ca_file;
  std::string access_key;
  std::string secret_key;
  std::string stream = "bench";
};
[[nodiscard]] skyline::KvsConfig config_for(const Target& target);

/// Ready-made units as an encoder would deliver them, over and over again.
class UnitSupply {
 public:
  explicit UnitSupply(const std::string& path);
  /// The next unit, captured `at` after the start. No two are captured at the same millisecond.
  [[nodiscard]] skyline::UnitPtr next(std::chrono::nanoseconds at);

 private:
  std::vector<ReadyUnit> units_;
  std::shared_ptr<skyline::CodecConfig> config_;
  std::size_t next_ = 0;
  const std::chrono::steady_clock::time_point steady_ = std::chrono::steady_clock::now();
  const std::chrono::system_clock::time_point system_ = std::chrono::system_clock::now();
};

/// A stream that has no encoder: nobody is asked for key units.
class DeafHost final : public skyline::OutputHost {
 public:
  void request_key_frame() override {}
};

}  // namespace bench
