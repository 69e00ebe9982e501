// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/values.hpp"

namespace skyline::cli {

/// Listens there for a moment, as a server would. 0, or the error number that says why not.
[[nodiscard]] int try_to_listen(const Endpoint& endpoint);

/// Numbers of the sockets that listen on the port, out of /proc/net/tcp or tcp6. Lines that are none are passed over.
[[nodiscard]] std::vector<std::string> listening_sockets(std::string_view table, std::uint16_t port);

/// "NAME (process 123)" of whoever listens on the port; empty when this user may not see it.
[[nodiscard]] std::string owner_of_port(std::uint16_t port);

}  // namespace skyline::cli
