// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "net/client/http_client.hpp"

namespace skyline::net {

/// How far a request came on its way, with the time of each step.
struct Reach {
  enum class Step { kName, kConnection, kTls, kReply };
  std::optional<Step> failed;  ///< nothing: a reply came
  std::string failure;         ///< why, in one line without secrets
  std::string address;         ///< of the peer (or of a proxy); empty when there was no connection
  bool name_known = false;
  std::chrono::milliseconds name_time{0};
  std::chrono::milliseconds connection_time{0};  ///< 0 when TLS failed
  std::chrono::milliseconds tls_time{0};         ///< 0 without TLS
  HttpResponse response;
  std::chrono::milliseconds reply_time{0};  ///< from the request's end to the reply's
};

/// Sends the request on a connection of its own and tells of each step. Waits as long as the request's time limits say.
/// Throws Error on a request that cannot be made.
[[nodiscard]] Reach reach(const HttpRequest& request);

}  // namespace skyline::net
