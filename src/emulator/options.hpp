// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/secret.hpp"

namespace skyline::emulator {

/// Keys that mean nothing anywhere else.
constexpr const char* kTestAccessKey = "SKYLINETESTKEY";
constexpr const char* kTestSecretKey = "a-secret-for-tests-only";

struct EmulatorOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  std::string data_dir;    ///< where streams and fragments are kept; made when it is not there
  bool tls = false;        ///< with a certificate made for this run
  std::string region{};    ///< that requests are to be signed for; empty: any
  std::string access_key = kTestAccessKey;
  Secret secret_key{kTestSecretKey};

  std::chrono::milliseconds creating{0};            ///< how long a new stream is CREATING
  std::chrono::milliseconds ack_delay{0};           ///< from an event to its acknowledgement
  std::chrono::milliseconds persist_delay{0};       ///< from the end of a fragment to its being stored
  std::chrono::milliseconds idle_interval{10'000};  ///< an IDLE acknowledgement after so long without another one
  std::chrono::milliseconds overlap{5'000};         ///< how long an older connection of a stream lives beside a newer
  std::chrono::milliseconds connection_life{std::chrono::minutes{45}};
  std::chrono::milliseconds silence{std::chrono::minutes{10}};  ///< a PutMedia without a byte is closed
  std::uint64_t fragment_bytes = 50'000'000;                    ///< the most a fragment may have
};

}  // namespace skyline::emulator
