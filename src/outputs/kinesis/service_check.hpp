// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "outputs/kinesis/check_results.hpp"
#include "outputs/kinesis/control_plane.hpp"
#include "skyline/kvs_check.hpp"

namespace skyline::kinesis {

/// check_kvs() once all settings are known: the region and the credentials are given. One thread.
class ServiceCheck {
 public:
  /// All of it outlives this. Throws Error on settings that cannot be.
  ServiceCheck(const KvsConfig& config, const KvsCheckEvents& events);

  void run();

 private:
  void begin(const char* name) const;
  [[nodiscard]] bool check_credentials();
  [[nodiscard]] bool check_connection();
  void check_permissions();
  void check_stream();
  void check_endpoint();
  void check_put_media();
  [[nodiscard]] Permission permission(const char* api) const;
  /// Asks, and tells of a refusal.
  void ask(const char* api, const std::function<void()>& call);
  void pass_over(const char* api, const char* why) const;

  const KvsConfig& config_;
  const KvsCheckEvents& events_;
  ControlPlane control_;
  AwsKeys keys_;
  std::chrono::milliseconds skew_{0};
  bool keys_refused_ = false;
  bool no_stream_ = false;
  bool not_ready_ = false;     // the stream is there, but takes no media
  std::string data_endpoint_;  // empty: not known
};

}  // namespace skyline::kinesis
