// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace bench {

inline constexpr int kBitrateKbps = 500;
inline constexpr int kVbvMs = 1500;
inline constexpr int kKeySeconds = 4;
inline constexpr const char* kPath = "/bench";

/// One way to get frames to viewers.
class Contender {
 public:
  Contender() = default;
  Contender(const Contender&) = delete;
  Contender& operator=(const Contender&) = delete;
  virtual ~Contender() = default;

  /// A BGR frame of the scene's size; the memory stays as it is for a second at least.
  virtual void put(std::uint8_t* pixels) = 0;
  /// RTSP port on 127.0.0.1; -1 when there is no server.
  [[nodiscard]] virtual int port() const { return -1; }
  /// What it says about itself, for whoever reads the JSON.
  [[nodiscard]] virtual nlohmann::json details() const { return nlohmann::json::object(); }
};

[[nodiscard]] std::unique_ptr<Contender> make_skyline(double fps, bool hand_over);
[[nodiscard]] std::unique_ptr<Contender> make_old(double fps);
/// `record`: a file for the H.264 stream; empty: none.
[[nodiscard]] std::unique_ptr<Contender> make_limit(double fps, const std::string& record);

}  // namespace bench
