// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "emulator/emulator.hpp"

namespace bench {

/// The service's stand-in, in this process, with TLS.
class KinesisService {
 public:
  explicit KinesisService(const std::string& folder);

  /// Options that make the feeder send to `stream` here.
  [[nodiscard]] std::vector<std::string> target(const std::string& stream) const;
  /// Milliseconds from the moment at which a unit was handed to the output to the arrival of its last byte, for each
  /// unit of `handed`, which is as the feeder prints it. Throws when one has not come.
  [[nodiscard]] std::vector<double> latencies(const std::string& stream, const nlohmann::json& handed) const;

 private:
  skyline::emulator::Emulator emulator_;
};

/// A port on 127.0.0.1 that lets nobody in: each connection is closed as soon as it is made, and counted.
class RefusingPort {
 public:
  RefusingPort();
  RefusingPort(const RefusingPort&) = delete;
  RefusingPort& operator=(const RefusingPort&) = delete;
  ~RefusingPort();

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  /// Connections so far.
  [[nodiscard]] int attempts() const { return attempts_; }

 private:
  void refuse();

  std::string endpoint_;
  int socket_ = -1;
  std::atomic<int> attempts_{0};
  std::thread thread_;
};

/// An address at which nobody listens.
[[nodiscard]] std::string dead_endpoint();

}  // namespace bench
