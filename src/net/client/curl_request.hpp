// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>

#include "net/client/http_client.hpp"

namespace skyline::net {

/// A deleter out of a function; libcurl's handles are all pointers to void.
template <auto Free>
struct CurlDeleter {
  template <class Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter<curl_easy_cleanup>>;
using CurlMulti = std::unique_ptr<CURLM, CurlDeleter<curl_multi_cleanup>>;
using CurlUrl = std::unique_ptr<CURLU, CurlDeleter<curl_url_cleanup>>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter<curl_slist_free_all>>;

/// A multi handle; the library itself is initialised with the first one. Throws Error when there is no memory.
[[nodiscard]] CurlMulti make_curl_multi();

/// An easy handle that is set up for one request: address, headers, signature, TLS, proxies, time limits, and what
/// comes back into `response()`. It is not in a multi handle yet, and has no body yet but `request.body`.
class CurlRequest {
 public:
  explicit CurlRequest(const HttpRequest& request);
  CurlRequest(const CurlRequest&) = delete;
  CurlRequest& operator=(const CurlRequest&) = delete;

  [[nodiscard]] CURL* handle() const { return handle_.get(); }
  [[nodiscard]] HttpResponse& response() { return response_; }
  /// "GET https://host/path failed: reason", without query and credentials.
  [[nodiscard]] std::string failure(CURLcode code) const;

  template <class Value>
  void set(CURLoption option, Value value) {
    check(curl_easy_setopt(handle_.get(), option, value));
  }

  /// Collects the reply's body; `self` is the CurlRequest.
  static std::size_t on_body(const char* data, std::size_t size, std::size_t count, void* self);

 private:
  static void check(CURLcode code);
  void set_headers(const HttpRequest& request);
  void sign(const HttpRequest& request);
  void set_tls(const Tls& tls);
  void add_header(const std::string& line);
  static std::size_t on_header(const char* data, std::size_t size, std::size_t count, void* self);

  CurlHandle handle_;
  CurlList headers_;
  std::string what_;  // for messages
  std::size_t most_bytes_;
  bool too_long_ = false;
  HttpResponse response_;
  std::array<char, CURL_ERROR_SIZE> reason_{};
};

}  // namespace skyline::net
