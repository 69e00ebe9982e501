// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "net/client/http_client.hpp"
#include "outputs/kinesis/environment.hpp"
#include "outputs/kinesis/verdict.hpp"
#include "skyline/error.hpp"
#include "skyline/kvs.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// The service answered, with an error.
class ServiceFailure : public Error {
 public:
  ServiceFailure(const std::string& doing, ServiceError error,
                 std::optional<std::chrono::system_clock::time_point> date = std::nullopt);
  [[nodiscard]] const ServiceError& error() const { return error_; }
  /// The service's clock.
  [[nodiscard]] std::optional<std::chrono::system_clock::time_point> date() const { return date_; }

 private:
  ServiceError error_;
  std::optional<std::chrono::system_clock::time_point> date_;
};

/// Where requests go: the address of the control plane and what it takes to trust it. Throws Error on a region or
/// address that is none.
struct ServiceAddress {
  std::string region;
  std::string url;  ///< without a slash at the end
  bool own = true;  ///< AWS's own of the region, since nobody gave another
  net::Tls tls;
};
[[nodiscard]] ServiceAddress service_address(const KvsConfig& config,
                                             const Environment& environment = process_environment());

/// Finds the stream, makes it when there is none and that is allowed, and asks where its media go. One thread, but for
/// interrupt().
class ControlPlane {
 public:
  struct Stream {
    std::string data_endpoint;  ///< without a slash at the end
    bool retains = true;        ///< fragments are persisted
  };

  /// What the service says of a stream.
  struct Description {
    std::string status;           ///< such as "ACTIVE"; empty when it says none
    std::optional<double> hours;  ///< media is kept; nothing when it does not say
    [[nodiscard]] bool usable() const { return status == "ACTIVE" || status == "UPDATING"; }
  };

  explicit ControlPlane(const KvsConfig& config);

  /// Nothing while the service is still making the stream. Throws ServiceFailure when the service refuses, Error when
  /// it cannot be reached.
  [[nodiscard]] std::optional<Stream> prepare(const AwsKeys& keys, std::chrono::milliseconds clock_skew);

  /// The calls one by one; they throw as prepare() does, also when there is no such stream.
  [[nodiscard]] Description describe(const AwsKeys& keys, std::chrono::milliseconds clock_skew);
  [[nodiscard]] std::string data_endpoint(const AwsKeys& keys, std::chrono::milliseconds clock_skew);

  /// The head of a session that sends media to that endpoint; it has no time limit.
  [[nodiscard]] net::HttpRequest put_media(const std::string& data_endpoint, const AwsKeys& keys,
                                           std::chrono::milliseconds clock_skew) const;

  [[nodiscard]] const ServiceAddress& address() const { return address_; }
  [[nodiscard]] net::Signing signing(const AwsKeys& keys, std::chrono::milliseconds clock_skew) const;

  void interrupt() noexcept { client_.interrupt(); }
  void resume() noexcept { client_.resume(); }

 private:
  [[nodiscard]] net::HttpResponse call(const char* api, const std::string& body, const net::Signing& signing);
  void create(const AwsKeys& keys, std::chrono::milliseconds clock_skew);

  const KvsConfig& config_;
  const ServiceAddress address_;
  net::HttpClient client_;
};

}  // namespace skyline::kinesis
