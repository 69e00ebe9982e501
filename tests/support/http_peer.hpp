// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace skyline::test {

struct HttpSeen {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  std::string raw;  ///< all of it as it came
};

/// A server on 127.0.0.1 that shows what it is asked and answers as the test says, one connection and one request after
/// the other. Not a good server, on purpose: it sends any bytes, and closes when it likes.
class HttpPeer {
 public:
  /// Gives the whole answer, head and body. kSilence: none, and the connection stays open.
  using Handler = std::function<std::string(const HttpSeen&)>;
  static constexpr std::string_view kSilence = "silence";

  explicit HttpPeer(Handler handler);
  HttpPeer(const HttpPeer&) = delete;
  HttpPeer& operator=(const HttpPeer&) = delete;
  ~HttpPeer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// "http://127.0.0.1:port" and the path.
  [[nodiscard]] std::string url(const std::string& path = "") const;
  [[nodiscard]] std::vector<HttpSeen> seen() const;

 private:
  void run();
  void serve(int connection);

  Handler handler_;
  int listener_ = -1;
  int stop_read_ = -1;
  int stop_write_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<HttpSeen> seen_;  // guarded by mutex_
  std::vector<int> silent_;     // the thread's
  std::thread thread_;
};

/// An answer with that status, header lines (each with its \r\n) and body.
[[nodiscard]] std::string http_answer(int status, std::string_view body, std::string_view headers = "");

}  // namespace skyline::test
