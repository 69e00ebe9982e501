// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "emulator/key_ring.hpp"
#include "net/server/exchange.hpp"

namespace skyline::emulator {

/// What signatures are made for.
struct SignatureScope {
  std::string region;  ///< empty: any
  std::string service;
};

/// Checks AWS's Signature Version 4 of a request, from what it says it has signed. `payload` is what was hashed: the
/// body of a control call, nothing for media. Host counts as received, or without its port.
/// Throws ServiceError with 403 and the service's name when the request is not signed, not in time (15 minutes), not by
/// keys that are known, or when their token has expired. Returns the access key id.
std::string verify_signature(const net::RequestHead& head, std::string_view payload, const KeyRing& keys,
                             const SignatureScope& scope, std::chrono::system_clock::time_point now);

/// The region a request says it was signed for. Throws as above when it is not signed.
[[nodiscard]] std::string signed_region(const net::RequestHead& head);

}  // namespace skyline::emulator
