// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string_view>

#include "net/client/http_client.hpp"

namespace skyline::net {

/// What of a request is signed. The headers that are: host, content-type, and all that begin with x-amz.
struct ToSign {
  std::string_view method;
  std::string_view host;   ///< as it is sent: with the port when it is not the scheme's own
  std::string_view path;   ///< as it is sent: encoded, "/" at least
  std::string_view query;  ///< as it is sent: encoded, without the question mark
  const Headers& headers;
  std::string_view body;  ///< empty for a streamed one: Kinesis Video Streams signs no media
};

/// AWS's Signature Version 4: the headers to be added, X-Amz-Date, X-Amz-Security-Token when there is a session token,
/// and Authorization. `now` is this machine's clock.
[[nodiscard]] Headers sign(const ToSign& request, const Signing& signing, std::chrono::system_clock::time_point now);

}  // namespace skyline::net
