// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skyline::test {

struct RawReply {
  int status = 0;                              ///< 0: the connection ended, or nothing came in time
  std::map<std::string, std::string> headers;  ///< lower-case names
  std::string body;                            ///< of a reply with Content-Length
};

/// Speaks HTTP/1.1 over a plain socket to 127.0.0.1, byte by byte as a test wants it.
class HttpRawClient {
 public:
  explicit HttpRawClient(std::uint16_t port);
  HttpRawClient(HttpRawClient&& other) noexcept;
  HttpRawClient& operator=(HttpRawClient&&) = delete;
  ~HttpRawClient();

  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view bytes) const;
  /// As one chunk; none: the last one.
  void send_chunk(std::string_view bytes) const;
  /// The next head; the body too when its length is given there.
  RawReply reply(std::chrono::milliseconds most = std::chrono::seconds{5});
  /// The next chunk of a reply; empty for the last one, and when none came in time.
  std::string chunk(std::chrono::milliseconds most = std::chrono::seconds{5});
  /// All chunks up to the last one.
  std::vector<std::string> chunks();

  /// Whether the peer closes (or resets) within the time. What it sends before is kept.
  bool closed_within(std::chrono::milliseconds most);
  /// After closed_within(): by a reset.
  [[nodiscard]] bool was_reset() const { return reset_; }
  /// Closes with a reset.
  void reset();
  void shutdown_send() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  bool fill(Time deadline);
  bool take_line(std::string& line, Time deadline);
  bool take(std::size_t size, std::string& out, Time deadline);

  int fd_ = -1;
  bool connected_ = false;
  bool ended_ = false;
  bool reset_ = false;
  std::string buffer_;
};

}  // namespace skyline::test
