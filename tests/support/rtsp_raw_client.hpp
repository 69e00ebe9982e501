// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skyline::test {

struct RtspReply {
  int status = 0;                                   ///< 0: the connection ended, or nothing came in time
  std::multimap<std::string, std::string> headers;  ///< lower-case names
  std::string body;
  [[nodiscard]] std::string header(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const;
};

/// Speaks RTSP over a plain socket, so that a test can send what no player sends.
class RtspRawClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  /// `receive_buffer` in bytes; 0: the system's choice.
  explicit RtspRawClient(std::uint16_t port, int receive_buffer = 0);
  RtspRawClient(const RtspRawClient&) = delete;
  RtspRawClient& operator=(const RtspRawClient&) = delete;
  ~RtspRawClient();

  /// Sends a request with the next CSeq and waits for its reply; interleaved packets in between are counted.
  RtspReply request(const std::string& method, const std::string& url, const Headers& headers = {},
                    const std::string& body = {});
  void send(std::string_view bytes) const;
  /// The next reply; interleaved packets before it are counted.
  RtspReply reply(std::chrono::milliseconds most = std::chrono::seconds{5});
  /// Reads until so many interleaved RTP packets have come in all. False when the time is over.
  bool read_packets(int count, std::chrono::milliseconds most = std::chrono::seconds{5});
  /// True when the peer has closed, within the time.
  bool closed_within(std::chrono::milliseconds most);

  /// DESCRIBE, SETUP (interleaved) and PLAY; the status of the first that fails, else 200.
  int play(const std::string& url, const Headers& headers = {});

  [[nodiscard]] const std::string& session() const { return session_; }
  [[nodiscard]] int packets() const { return packets_; }
  /// NAL unit types of the first bytes of the RTP payloads received.
  [[nodiscard]] const std::vector<int>& nal_types() const { return nal_types_; }
  void set_session(std::string session) { session_ = std::move(session); }

 private:
  bool fill(std::chrono::steady_clock::time_point deadline);
  bool take_packet();

  int fd_ = -1;
  int cseq_ = 0;
  int packets_ = 0;
  bool ended_ = false;
  std::string session_;
  std::string buffer_;
  std::vector<int> nal_types_;
};

}  // namespace skyline::test
