// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/emulator.hpp"
#include "net/client/http_client.hpp"
#include "support/http_raw_client.hpp"
#include "support/process.hpp"

namespace skyline::test {

struct Answer {
  int status = 0;
  std::string error;  ///< x-amzn-ErrorType
  nlohmann::json body;
};

/// A producer's connection that has sent its head.
struct Producer {
  HttpRawClient client;

  void send(const std::string& bytes) const { client.send_chunk(bytes); }
  void finish() const { client.send_chunk(""); }
  /// The next acknowledgement that is not IDLE; null at the end of the reply, and when none comes in time.
  nlohmann::json ack();
  /// All up to the end of the reply, each as "EVENT timecode" or "ERROR id".
  std::vector<std::string> acks();
};

/// An emulator with a stream "cam" that keeps fragments for an hour.
class KvsFixture : public testing::Test {
 protected:
  void SetUp() override;

  void start();
  /// In the same folder.
  void restart();
  Answer call(const std::string& path, const nlohmann::json& body) { return call(path, body, keys_); }
  Answer call(const std::string& path, const nlohmann::json& body, const net::Signing& keys);
  /// The reply's status is checked to be 200 unless `status` is another one.
  Producer put(const net::Headers& headers = {}, int status = 200);
  Producer put_to(std::uint16_t port, const net::Headers& headers = {}, int status = 200);
  void set_faults(const char* rules) { emulator_->faults().set({{"rules", nlohmann::json::parse(rules)}}); }
  [[nodiscard]] std::size_t stored() const { return emulator_->fragments("cam").size(); }

  TemporaryFolder folder_;
  emulator::EmulatorOptions options_;
  net::Signing keys_{"us-west-2", "kinesisvideo", emulator::kTestAccessKey, Secret(emulator::kTestSecretKey)};
  std::unique_ptr<emulator::Emulator> emulator_;
};

}  // namespace skyline::test
