// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "skyline/error.hpp"

namespace skyline::rtsp {
namespace {

constexpr int kBacklog = 1024;
constexpr int kAcceptsAtOnce = 64;
// A connection needs some more than its socket: a request must not fail half way for want of a descriptor.
constexpr int kSpareDescriptors = 8;

const char* advice(int error) {
  switch (error) {
    case EADDRINUSE: return "another program uses the port: choose another one, or 0 for any";
    case EACCES: return "ports below 1024 need privileges: choose a higher one";
    case EADDRNOTAVAIL: return "this host has no such address: use one of its own, or 0.0.0.0 for all";
    default: return "check address and port";
  }
}

[[noreturn]] void fail(const std::string& address, std::uint16_t port, int error) {
  throw Error(fmt::format("the RTSP server cannot listen on {}:{}: {}; {}", address, port, std::strerror(error),
                          advice(error)));
}

struct AddressList {
  addrinfo* first = nullptr;
  ~AddressList() {
    if (first) freeaddrinfo(first);
  }
};

int listen_on(const std::string& address, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
  AddressList list;
  if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &list.first) != 0) {
    throw Error(
        fmt::format("the RTSP server's address '{}' is no IP address: use one such as 0.0.0.0 or 127.0.0.1", address));
  }
  const int fd = socket(list.first->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail(address, port, errno);
  const int on = 1;
  const int off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (list.first->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind(fd, list.first->ai_addr, list.first->ai_addrlen) == 0 && listen(fd, kBacklog) == 0) return fd;
  const int error = errno;
  close(fd);
  fail(address, port, error);
}

int open_reserve() { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

bool descriptors_left(int fd) {
  std::array<int, kSpareDescriptors> spare{};
  std::size_t got = 0;
  while (got < spare.size() && (spare[got] = dup(fd)) >= 0) ++got;
  for (std::size_t i = 0; i < got; ++i) close(spare[i]);
  return got == spare.size();
}

void describe(const sockaddr_storage& peer, Accepted& accepted) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    accepted.port = ntohs(v4.sin_port);
  } else {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    inet_ntop(mapped ? AF_INET : AF_INET6, mapped ? &v6.sin6_addr.s6_addr[12] : v6.sin6_addr.s6_addr, text.data(),
              text.size());
    accepted.port = ntohs(v6.sin6_port);
  }
  accepted.address = text.data();
}

}  // namespace

Listener::Listener(std::shared_ptr<gst::MainLoop> loop, const std::string& address, std::uint16_t port,
                   std::function<void(const Accepted&)> take)
    : loop_(std::move(loop)),
      take_(std::move(take)),
      fd_(listen_on(address, port)),
      reserve_(open_reserve()),
      source_(g_unix_fd_source_new(fd_, G_IO_IN)) {
  const GUnixFDSourceFunc ready = [](gint, GIOCondition, gpointer self) -> gboolean {
    static_cast<Listener*>(self)->accept_some();
    return G_SOURCE_CONTINUE;
  };
  g_source_set_callback(source_.get(), G_SOURCE_FUNC(ready), this, nullptr);
  g_source_attach(source_.get(), loop_->context());
}

Listener::~Listener() {
  g_source_destroy(source_.get());
  ::close(fd_);
  if (reserve_ >= 0) ::close(reserve_);
}

std::uint16_t Listener::port() const {
  sockaddr_storage own{};
  socklen_t length = sizeof own;
  getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &length);
  return ntohs(own.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in&>(own).sin_port
                                        : reinterpret_cast<const sockaddr_in6&>(own).sin6_port);
}

void Listener::accept_some() {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    if (!descriptors_left(fd_)) {
      refuse_one();
      return;
    }
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    Accepted accepted;
    accepted.fd = accept4(fd_, reinterpret_cast<sockaddr*>(&peer), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted.fd < 0) return;
    describe(peer, accepted);
    take_(accepted);
  }
}

// A connection that is left waiting would wake the loop again and again.
void Listener::refuse_one() {
  if (reserve_ >= 0) ::close(reserve_);
  const int refused = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
  if (refused >= 0) ::close(refused);
  reserve_ = open_reserve();
  if (std::uint64_t held_back = 0; refused >= 0 && refusals_.allow(held_back)) {
    log::error("rtsp", "no file descriptors left, connections are refused: raise the limit (ulimit -n)");
  }
}

}  // namespace skyline::rtsp
