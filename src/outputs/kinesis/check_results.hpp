// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/client/http_reach.hpp"
#include "outputs/kinesis/fragment_ack.hpp"
#include "outputs/kinesis/verdict.hpp"
#include "skyline/diagnose.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// Keys by who gave them, their kind and their end. Failed when they have ended.
[[nodiscard]] CheckResult credentials_result(const std::string& provider, const AwsKeys& keys,
                                             std::chrono::system_clock::time_point now);

/// Name, connection and TLS, as far as the request came, each in words of its own.
[[nodiscard]] std::vector<CheckResult> reach_results(const net::Reach& reach, const std::string& url);

/// The service's clock minus ours: a warning from a minute on, failed from the five minutes on after which AWS refuses
/// signatures.
[[nodiscard]] CheckResult clock_result(std::chrono::milliseconds skew);

/// What has to be allowed, and on what.
struct Permission {
  std::string api;  ///< such as "PutMedia"
  std::string region;
  std::string stream;
  /// As a policy names it.
  [[nodiscard]] std::string action() const { return "kinesisvideo:" + api; }
};
/// The resource of a policy for the stream, with the partition of its region.
[[nodiscard]] std::string policy_resource(const Permission& permission);

/// The service refused the call. The hint says which action to allow, which keys to mend, or what else helps.
[[nodiscard]] CheckResult refusal_result(const Permission& permission, const ServiceError& error);
/// No answer came.
[[nodiscard]] CheckResult unanswered_result(const Permission& permission, std::string_view why);

/// A session for media was opened; `error` is what the service said against it, if anything.
[[nodiscard]] CheckResult session_result(const Permission& permission, const std::optional<FragmentAck>& error);

}  // namespace skyline::kinesis
