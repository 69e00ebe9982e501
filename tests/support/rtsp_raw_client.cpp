// SPDX-License-Identifier: Apache-2.0
#include "support/rtsp_raw_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace skyline::test {
namespace {

using std::chrono::steady_clock;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

RtspReply parse_head(const std::string& head) {
  RtspReply reply;
  if (head.size() > 12) reply.status = std::stoi(head.substr(9, 3));
  for (std::size_t at = head.find("\r\n"); at != std::string::npos && at + 2 < head.size();) {
    const auto end = head.find("\r\n", at + 2);
    const auto line = head.substr(at + 2, end - at - 2);
    const auto colon = line.find(": ");
    if (colon != std::string::npos) reply.headers.emplace(lower(line.substr(0, colon)), line.substr(colon + 2));
    at = end;
  }
  return reply;
}

}  // namespace

std::string RtspReply::header(const std::string& name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? std::string() : at->second;
}

std::vector<std::string> RtspReply::all(const std::string& name) const {
  std::vector<std::string> values;
  const auto [from, to] = headers.equal_range(name);
  for (auto at = from; at != to; ++at) values.push_back(at->second);
  return values;
}

RtspRawClient::RtspRawClient(std::uint16_t port, int receive_buffer)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(port);
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
    close(fd_);
    throw std::runtime_error("cannot connect to the server under test");
  }
}

RtspRawClient::~RtspRawClient() { close(fd_); }

void RtspRawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the peer may close at any time; the reply tells
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

RtspReply RtspRawClient::request(const std::string& method, const std::string& url, const Headers& headers,
                                 const std::string& body) {
  std::string text = fmt::format("{} {} RTSP/1.0\r\nCSeq: {}\r\n", method, url, ++cseq_);
  if (!session_.empty()) text += "Session: " + session_ + "\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (!body.empty()) text += fmt::format("Content-Length: {}\r\n", body.size());
  send(text + "\r\n" + body);
  auto answer = reply();
  if (const auto id = answer.header("session"); !id.empty()) session_ = id.substr(0, id.find(';'));
  return answer;
}

bool RtspRawClient::fill(steady_clock::time_point deadline) {
  if (ended_) return false;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
  pollfd wait{fd_, POLLIN, 0};
  if (left <= 0 || poll(&wait, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 65536> bytes{};
  const auto got = recv(fd_, bytes.data(), bytes.size(), 0);
  ended_ = got <= 0;
  if (!ended_) buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return !ended_;
}

bool RtspRawClient::take_packet() {
  if (buffer_.size() < 4 || buffer_[0] != '$') return false;
  const auto byte = [this](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(buffer_[i])); };
  const auto length = byte(2) << 8U | byte(3);
  if (buffer_.size() < 4 + length) return false;
  if (byte(1) % 2 == 0 && length > 12) {
    ++packets_;
    nal_types_.push_back(static_cast<int>(byte(4 + 12) & 0x1fU));
  }
  buffer_.erase(0, 4 + length);
  return true;
}

RtspReply RtspRawClient::reply(std::chrono::milliseconds most) {
  const auto deadline = steady_clock::now() + most;
  for (;;) {
    if (take_packet()) continue;
    const auto end = buffer_.starts_with("$") ? std::string::npos : buffer_.find("\r\n\r\n");
    if (end != std::string::npos) {
      auto answer = parse_head(buffer_.substr(0, end + 2));
      const auto length = answer.header("content-length").empty() ? 0UL : std::stoul(answer.header("content-length"));
      while (buffer_.size() < end + 4 + length) {
        if (!fill(deadline)) return {};
      }
      answer.body = buffer_.substr(end + 4, length);
      buffer_.erase(0, end + 4 + length);
      return answer;
    }
    if (!fill(deadline)) return {};
  }
}

bool RtspRawClient::read_packets(int count, std::chrono::milliseconds most) {
  const auto deadline = steady_clock::now() + most;
  while (packets_ < count) {
    if (!take_packet() && !fill(deadline)) return false;
  }
  return true;
}

bool RtspRawClient::closed_within(std::chrono::milliseconds most) {
  const auto deadline = steady_clock::now() + most;
  while (fill(deadline)) {
  }
  return ended_;
}

int RtspRawClient::play(const std::string& url, const Headers& headers) {
  if (const auto answer = request("DESCRIBE", url, headers); answer.status != 200) return answer.status;
  auto with_transport = headers;
  with_transport.emplace_back("Transport", "RTP/AVP/TCP;unicast;interleaved=0-1");
  if (const auto answer = request("SETUP", url + "/stream=0", with_transport); answer.status != 200)
    return answer.status;
  return request("PLAY", url, headers).status;
}

}  // namespace skyline::test
