// SPDX-License-Identifier: Apache-2.0
#include "support/http_peer.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <stdexcept>

namespace skyline::test {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;
constexpr int kPatienceMs = 10'000;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

HttpSeen parse_head(const std::string& raw, std::size_t head_end) {
  HttpSeen seen;
  const auto line_end = raw.find("\r\n");
  const auto first = raw.find(' ');
  const auto second = raw.find(' ', first + 1);
  seen.method = raw.substr(0, first);
  seen.target = raw.substr(first + 1, second - first - 1);
  for (auto at = line_end + 2; at < head_end;) {
    const auto end = raw.find("\r\n", at);
    const auto colon = raw.find(':', at);
    const auto value = std::min(raw.find_first_not_of(' ', colon + 1), end);
    seen.headers[lower(raw.substr(at, colon - at))] = raw.substr(value, end - value);
    at = end + 2;
  }
  return seen;
}

bool readable(int fd, int stop) {
  std::array<pollfd, 2> both{pollfd{fd, POLLIN, 0}, pollfd{stop, POLLIN, 0}};
  return poll(both.data(), both.size(), kPatienceMs) > 0 && both[1].revents == 0;
}

/// The request, once all of it is there; nothing when the peer went away.
std::optional<HttpSeen> receive(int connection, int stop) {
  std::string raw;
  std::array<char, 4096> chunk{};
  while (raw.size() < kMostBytes && readable(connection, stop)) {
    const auto count = recv(connection, chunk.data(), chunk.size(), 0);
    if (count <= 0) return std::nullopt;
    raw.append(chunk.data(), static_cast<std::size_t>(count));
    const auto head_end = raw.find("\r\n\r\n");
    if (head_end == std::string::npos) continue;
    auto seen = parse_head(raw, head_end);
    const auto length = seen.headers.contains("content-length") ? std::stoul(seen.headers["content-length"]) : 0;
    if (raw.size() < head_end + 4 + length) continue;
    seen.body = raw.substr(head_end + 4);
    seen.raw = raw;
    return seen;
  }
  return std::nullopt;
}

}  // namespace

HttpPeer::HttpPeer(Handler handler)
    : handler_(std::move(handler)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  std::array<int, 2> ends{};
  if (bind(listener_, any, size) != 0 || listen(listener_, 16) != 0 || getsockname(listener_, any, &size) != 0 ||
      pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no server on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  stop_read_ = ends[0];
  stop_write_ = ends[1];
  thread_ = std::thread([this] { run(); });
}

HttpPeer::~HttpPeer() {
  close(stop_write_);
  thread_.join();
  for (const int fd : silent_) close(fd);
  close(stop_read_);
  close(listener_);
}

std::string HttpPeer::url(const std::string& path) const { return fmt::format("http://127.0.0.1:{}{}", port_, path); }

std::vector<HttpSeen> HttpPeer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void HttpPeer::run() {
  std::array<pollfd, 2> both{pollfd{listener_, POLLIN, 0}, pollfd{stop_read_, 0, 0}};
  while (poll(both.data(), both.size(), -1) > 0 && both[1].revents == 0) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) serve(connection);
  }
}

void HttpPeer::serve(int connection) {
  const auto seen = receive(connection, stop_read_);
  std::string answer;
  if (seen) {
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(*seen);
    }
    answer = handler_(*seen);
  }
  if (answer == kSilence) {
    silent_.push_back(connection);
    return;
  }
  for (std::string_view rest = answer; !rest.empty();) {
    const auto count = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  close(connection);
}

std::string http_answer(int status, std::string_view body, std::string_view headers) {
  return fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}", status, body.size(),
                     headers, body);
}

}  // namespace skyline::test
