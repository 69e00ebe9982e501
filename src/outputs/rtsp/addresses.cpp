// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/addresses.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <memory>

namespace skyline::rtsp {
namespace {

constexpr auto kAnyV4 = "0.0.0.0";
constexpr auto kAnyV6 = "::";

struct InterfacesFree {
  void operator()(ifaddrs* list) const { freeifaddrs(list); }
};
using Interfaces = std::unique_ptr<ifaddrs, InterfacesFree>;

Interfaces interfaces() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) list = nullptr;
  return Interfaces(list);
}

// Empty when it cannot stand in a URL: link-local addresses need a zone.
std::string host_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text.data(), text.size());
    return text.data();
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  if (IN6_IS_ADDR_LINKLOCAL(&v6)) return {};
  inet_ntop(AF_INET6, &v6, text.data(), text.size());
  return std::string("[") + text.data() + "]";
}

}  // namespace

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

std::string network_of(const std::string& address) {
  in6_addr v6{};
  if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return address;
  std::fill(std::begin(v6.s6_addr) + 8, std::end(v6.s6_addr), std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, &v6, text.data(), text.size());
  return text.data();
}

std::vector<std::string> reachable_hosts(const std::string& bound) {
  const bool any_v6 = bound == kAnyV6;
  if (bound != kAnyV4 && !any_v6) return {bound.find(':') == std::string::npos ? bound : "[" + bound + "]"};
  std::vector<std::string> hosts;
  const auto list = interfaces();
  for (const auto* one = list.get(); one; one = one->ifa_next) {
    const bool usable = one->ifa_addr && (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (!usable || (one->ifa_addr->sa_family != AF_INET && !(any_v6 && one->ifa_addr->sa_family == AF_INET6))) continue;
    if (auto text = host_text(one->ifa_addr); !text.empty()) hosts.push_back(std::move(text));
  }
  if (hosts.empty()) hosts.emplace_back("127.0.0.1");
  return hosts;
}

}  // namespace skyline::rtsp
