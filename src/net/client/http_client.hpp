// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.hpp"

namespace skyline::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// How a request is signed by AWS's Signature Version 4.
struct Signing {
  std::string region;
  std::string service;  ///< such as "kinesisvideo"
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;                     ///< may be empty
  std::chrono::milliseconds clock_skew{0};  ///< added to our clock: the service's minus ours
};

struct Tls {
  std::string ca_file;      ///< PEM file or folder; empty: the system's
  std::string certificate;  ///< PEM file of a client certificate; empty: none
  std::string private_key;  ///< PEM file
};

struct HttpRequest {
  std::string method = "POST";
  std::string url;  ///< http:// or https://
  Headers headers{};
  std::string body{};
  std::optional<Signing> signing{};
  Tls tls{};
  bool direct = false;  ///< go past proxies of the environment (metadata services)
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{10'000};  ///< of the whole request
  std::size_t most_bytes = 1U << 20U;         ///< of the reply's body; more is an error
};

struct HttpResponse {
  int status = 0;
  Headers headers;  ///< names in lower case
  std::string body;

  /// The first header of that name (lower case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// The reply's Date; nothing when it has none that can be read.
  [[nodiscard]] std::optional<std::chrono::system_clock::time_point> date() const;
};

/// One request after the other over libcurl, HTTP/1.1. One thread, but for interrupt().
class HttpClient {
 public:
  HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// Throws Error when no whole reply came: what failed, with which host; never a secret. Any status is a reply.
  [[nodiscard]] HttpResponse fetch(const HttpRequest& request);

  /// Makes fetch() throw soon, now and from now on; any thread.
  void interrupt() noexcept;
  /// Undoes interrupt().
  void resume() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline::net
