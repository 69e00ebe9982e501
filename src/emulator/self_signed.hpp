// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "net/server/http_server.hpp"

namespace skyline::emulator {

/// A new certificate for localhost, 127.0.0.1, ::1 and `address`, good for 30 days, with its key. It is its own CA.
/// Throws Error.
[[nodiscard]] net::ServerTls make_self_signed(const std::string& address);

}  // namespace skyline::emulator
