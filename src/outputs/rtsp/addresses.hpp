// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace skyline::rtsp {

/// This host's addresses a server bound to `bound` can be reached at, ready for a URL (IPv6 in brackets): the bound one
/// itself, or all of the interfaces that are up. Loopback only when bound to it or when there is nothing else.
[[nodiscard]] std::vector<std::string> reachable_hosts(const std::string& bound);

/// True for 127.0.0.0/8 and ::1.
[[nodiscard]] bool is_loopback(const std::string& address);

/// What one peer can choose freely counts as one: an IPv4 address is itself, an IPv6 one the first half of it.
[[nodiscard]] std::string network_of(const std::string& address);

}  // namespace skyline::rtsp
