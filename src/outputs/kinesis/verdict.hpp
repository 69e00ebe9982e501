// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "net/client/http_client.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// What a failure asks for. docs/08-kinesis-faults.md is this for people.
enum class Remedy {
  kRetry,        ///< again, after a growing delay; what was not persisted is replayed
  kDescribe,     ///< likewise, after asking for the stream and its endpoint anew
  kRefreshKeys,  ///< the keys are no longer good: fresh ones first
  kSetClock,     ///< our clock is off: take the service's
  kSkip,         ///< the fragment will never be taken: go on with the next
  kRetryOnce,    ///< the fragment may be taken on a new connection; when not, kSkip
  kReject,       ///< nothing helps until somebody changes something: try now and then, say so
};

/// The sense of an error acknowledgement by its number; numbers that are not known: kRetry.
[[nodiscard]] Remedy remedy_for_ack(int error_id);

/// An error of the service as it tells it.
struct ServiceError {
  int status = 0;
  std::string name;     ///< such as "ResourceNotFoundException"; empty when it gives none
  std::string message;  ///< cut and printable, without the keys
  [[nodiscard]] std::string text() const;
};
/// `keys` were used for the request: the service's messages repeat what it was sent.
[[nodiscard]] ServiceError service_error(const net::HttpResponse& response, const AwsKeys& keys);
[[nodiscard]] Remedy remedy_for(const ServiceError& error);

}  // namespace skyline::kinesis
