// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "outputs/kinesis/credentials_check.hpp"

namespace skyline::kinesis {
namespace {

struct AckRow {
  int first;
  int last;
  Remedy remedy;
};
constexpr std::array kAcks{
    AckRow{4000, 4000, Remedy::kRetry},      // STREAM_READ_ERROR
    AckRow{4001, 4002, Remedy::kSkip},       // MAX_FRAGMENT_SIZE_REACHED, MAX_FRAGMENT_DURATION_REACHED
    AckRow{4003, 4003, Remedy::kRetry},      // MAX_CONNECTION_DURATION_REACHED
    AckRow{4004, 4004, Remedy::kRetryOnce},  // FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS: of this connection
    AckRow{4005, 4005, Remedy::kReject},     // MORE_THAN_ALLOWED_TRACKS_FOUND
    AckRow{4006, 4006, Remedy::kRetryOnce},  // INVALID_MKV_DATA
    AckRow{4007, 4007, Remedy::kSkip},       // INVALID_PRODUCER_TIMESTAMP: the next may be right
    AckRow{4008, 4008, Remedy::kDescribe},   // STREAM_NOT_ACTIVE
    AckRow{4009, 4009, Remedy::kSkip},       // FRAGMENT_METADATA_LIMIT_REACHED
    AckRow{4010, 4010, Remedy::kReject},     // TRACK_NUMBER_MISMATCH
    AckRow{4011, 4011, Remedy::kSkip},       // FRAMES_MISSING_FOR_TRACK
    AckRow{4012, 4012, Remedy::kReject},     // tracks, as 4005
    AckRow{4500, 4506, Remedy::kReject},     // KMS_...
    AckRow{4507, 4507, Remedy::kDescribe},   // STREAM_DELETED
    AckRow{5000, 5001, Remedy::kRetry},      // INTERNAL_ERROR, ARCHIVAL_ERROR
};

struct NameRow {
  std::string_view name;
  Remedy remedy;
};
constexpr std::array kNames{
    NameRow{"ExpiredToken", Remedy::kRefreshKeys},
    NameRow{"UnrecognizedClient", Remedy::kRefreshKeys},
    NameRow{"InvalidClientTokenId", Remedy::kRefreshKeys},
    NameRow{"MissingAuthenticationToken", Remedy::kRefreshKeys},
    NameRow{"InvalidSignature", Remedy::kSetClock},
    NameRow{"SignatureDoesNotMatch", Remedy::kSetClock},
    NameRow{"RequestExpired", Remedy::kSetClock},
    NameRow{"RequestTimeTooSkewed", Remedy::kSetClock},
    NameRow{"ResourceNotFound", Remedy::kDescribe},
    NameRow{"ResourceInUse", Remedy::kDescribe},
    NameRow{"InvalidEndpoint", Remedy::kDescribe},
    NameRow{"ClientLimitExceeded", Remedy::kRetry},
    NameRow{"ConnectionLimitExceeded", Remedy::kRetry},
    NameRow{"Throttling", Remedy::kRetry},
    NameRow{"AccessDenied", Remedy::kReject},
    NameRow{"NotAuthorized", Remedy::kReject},
    NameRow{"InvalidArgument", Remedy::kReject},
    NameRow{"InvalidResourceFormat", Remedy::kReject},
    NameRow{"AccountStreamLimitExceeded", Remedy::kReject},
    NameRow{"DeviceStreamLimitExceeded", Remedy::kReject},
};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string message_of(const std::string& body) {
  const auto object = nlohmann::json::parse(body, nullptr, false);
  if (!object.is_object()) return {};
  for (const auto* name : {"Message", "message"}) {
    if (const auto found = object.find(name); found != object.end() && found->is_string()) {
      return found->get<std::string>();
    }
  }
  return {};
}

}  // namespace

Remedy remedy_for_ack(int error_id) {
  const auto* row = std::ranges::find_if(
      kAcks, [error_id](const AckRow& candidate) { return error_id >= candidate.first && error_id <= candidate.last; });
  return row == kAcks.end() ? Remedy::kRetry : row->remedy;
}

std::string ServiceError::text() const {
  return fmt::format("HTTP {}{}{}{}{}", status, name.empty() ? "" : " ", name, message.empty() ? "" : ": ", message);
}

ServiceError service_error(const net::HttpResponse& response, const AwsKeys& keys) {
  const auto type = response.header("x-amzn-errortype");
  const auto shown = [&keys](std::string_view text) {
    return quotable(text, {keys.secret_access_key, keys.session_token, keys.access_key_id});
  };
  return {.status = response.status,
          .name = shown(type.substr(0, type.find(':'))),
          .message = shown(message_of(response.body))};
}

Remedy remedy_for(const ServiceError& error) {
  // Gateways in front of the service leave the name out and say it in words.
  if (contains(error.message, "security token") && contains(error.message, "expired")) return Remedy::kRefreshKeys;
  if (contains(error.message, "Signature expired") || contains(error.message, "Signature not yet current")) {
    return Remedy::kSetClock;
  }
  for (const auto& row : kNames) {
    if (error.name.starts_with(row.name)) return row.remedy;
  }
  switch (error.status) {
    case 401: return Remedy::kReject;
    case 403: return Remedy::kRefreshKeys;
    case 404: return Remedy::kDescribe;
    default: return error.status == 400 ? Remedy::kReject : Remedy::kRetry;
  }
}

}  // namespace skyline::kinesis
