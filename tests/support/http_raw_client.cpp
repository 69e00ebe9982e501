// SPDX-License-Identifier: Apache-2.0
#include "support/http_raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <utility>

namespace skyline::test {
namespace {

using Clock = std::chrono::steady_clock;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

HttpRawClient::HttpRawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

HttpRawClient::HttpRawClient(HttpRawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      connected_(other.connected_),
      ended_(other.ended_),
      reset_(other.reset_),
      buffer_(std::move(other.buffer_)) {}

HttpRawClient::~HttpRawClient() {
  if (fd_ >= 0) ::close(fd_);
}

void HttpRawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server is gone; the reply will show it
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void HttpRawClient::send_chunk(std::string_view bytes) const {
  std::array<char, 20> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  send(size.data() + std::string(bytes) + "\r\n");
}

bool HttpRawClient::fill(Time deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd event{fd_, POLLIN, 0};
  if (ended_ || left < 0 || ::poll(&event, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 65536> bytes{};
  const auto got = ::recv(fd_, bytes.data(), bytes.size(), 0);
  ended_ = got <= 0;
  reset_ = got < 0 && errno == ECONNRESET;
  if (got > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0;
}

bool HttpRawClient::take(std::size_t size, std::string& out, Time deadline) {
  while (buffer_.size() < size) {
    if (!fill(deadline)) return false;
  }
  out = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return true;
}

bool HttpRawClient::take_line(std::string& line, Time deadline) {
  auto end = buffer_.find("\r\n");
  for (; end == std::string::npos; end = buffer_.find("\r\n")) {
    if (!fill(deadline)) return false;
  }
  line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return true;
}

RawReply HttpRawClient::reply(std::chrono::milliseconds most) {
  const auto deadline = Clock::now() + most;
  RawReply reply;
  std::string line;
  if (!take_line(line, deadline) || line.size() < 12) return {};
  reply.status = std::stoi(line.substr(9, 3));
  while (take_line(line, deadline) && !line.empty()) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos) reply.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
  const auto length = reply.headers.find("content-length");
  if (length != reply.headers.end() && !take(std::stoul(length->second), reply.body, deadline)) return {};
  return reply;
}

std::string HttpRawClient::chunk(std::chrono::milliseconds most) {
  const auto deadline = Clock::now() + most;
  std::string line;
  std::string bytes;
  if (!take_line(line, deadline)) return {};
  if (!take(std::stoul(line, nullptr, 16), bytes, deadline) || !take_line(line, deadline)) return {};
  return bytes;
}

std::vector<std::string> HttpRawClient::chunks() {
  std::vector<std::string> all;
  for (auto next = chunk(); !next.empty(); next = chunk()) all.push_back(next);
  return all;
}

bool HttpRawClient::closed_within(std::chrono::milliseconds most) {
  const auto deadline = Clock::now() + most;
  while (!ended_ && fill(deadline)) {
  }
  return ended_;
}

void HttpRawClient::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

void HttpRawClient::shutdown_send() const { ::shutdown(fd_, SHUT_WR); }

}  // namespace skyline::test
