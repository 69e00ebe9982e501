// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/fault_rules.hpp"
#include "emulator/fragment.hpp"
#include "emulator/options.hpp"
#include "emulator/session_log.hpp"
#include "emulator/stream_catalog.hpp"

namespace skyline::emulator {

/// A stand-in for Kinesis Video Streams on this machine. It believes nothing: signatures are verified, media is parsed,
/// limits are held. docs/09-kvs-emulator.md says what it does and does not do.
///
/// One thread owns it; what is marked so may be called from any.
class Emulator {
 public:
  /// Reads what the data folder holds. Throws Error.
  explicit Emulator(EmulatorOptions options);
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;
  ~Emulator();

  /// Throws Error when it cannot listen. Once.
  void start();
  /// Ends all connections at once. Idempotent; final: what is stored can be looked at still.
  void stop();

  /// "http://127.0.0.1:12345", of the control plane.
  [[nodiscard]] std::string endpoint() const;
  [[nodiscard]] std::uint16_t port() const;
  /// PEM file of the certificate that clients are to trust; empty without TLS.
  [[nodiscard]] std::string ca_file() const;

  /// Keys that are good from now on, until `expires`; with a session token or without (empty). Replaces those of the
  /// same access key id. Any thread.
  void add_keys(const std::string& access_key, const std::string& secret_key, const std::string& token = {},
                std::optional<std::chrono::system_clock::time_point> expires = {});
  /// Any thread but the server's.
  [[nodiscard]] FaultRules& faults();

  /// Any thread. Throw ServiceError when there is no such stream or fragment.
  [[nodiscard]] StreamRecord stream(const std::string& name) const;
  [[nodiscard]] std::vector<FragmentInfo> fragments(const std::string& stream) const;
  [[nodiscard]] Fragment fragment(const std::string& stream, const std::string& number) const;
  /// Any thread.
  [[nodiscard]] std::vector<RequestRecord> requests() const;
  [[nodiscard]] std::vector<SessionRecord> sessions() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline::emulator
