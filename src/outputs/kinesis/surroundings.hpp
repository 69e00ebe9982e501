// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "net/client/http_client.hpp"
#include "outputs/kinesis/environment.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// What places for keys may use of the world: the environment, and HTTP. One thread, but for interrupt().
class Surroundings {
 public:
  explicit Surroundings(Environment environment = process_environment()) : environment_(std::move(environment)) {}

  [[nodiscard]] const Environment& environment() const { return environment_; }
  [[nodiscard]] std::string variable(const char* name) const { return environment_(name); }

  /// As HttpClient's.
  [[nodiscard]] net::HttpResponse fetch(const net::HttpRequest& request) { return client_.fetch(request); }

  /// Makes what waits throw soon, and what begins to wait, until resume(); any thread.
  void interrupt() noexcept;
  void resume() noexcept;
  [[nodiscard]] bool interrupted() const { return interrupted_; }

  std::string container_host = "http://169.254.170.2";  ///< the containers' agent, for relative addresses
  std::chrono::milliseconds process_timeout{30'000};    ///< of a credential_process

 private:
  Environment environment_;
  net::HttpClient client_;
  std::atomic<bool> interrupted_{false};
};

/// Ends an interruption when a fetch has.
class InterruptionEnd {
 public:
  explicit InterruptionEnd(Surroundings& surroundings) : surroundings_(surroundings) {}
  InterruptionEnd(const InterruptionEnd&) = delete;
  InterruptionEnd& operator=(const InterruptionEnd&) = delete;
  ~InterruptionEnd() { surroundings_.resume(); }

 private:
  Surroundings& surroundings_;
};

/// What a place for keys says. One that is set up but fails throws Error instead.
struct Answer {
  std::optional<AwsKeys> keys;  ///< nothing: the place is not set up
  std::string text;             ///< who gave the keys, or why there are none
};

/// The body of a 200. Throws Error otherwise: with the status, and with the code and message of a JSON body; never with
/// anything else of it.
[[nodiscard]] std::string body_of(const net::HttpResponse& response, std::string_view whence,
                                  std::initializer_list<std::string_view> secrets = {});

}  // namespace skyline::kinesis
