// SPDX-License-Identifier: Apache-2.0
#include "emulator/media_faults.hpp"

#include <algorithm>
#include <array>

namespace skyline::emulator {
namespace {

constexpr std::array kFaults = {
    MediaFault{4000, "STREAM_READ_ERROR"},
    MediaFault{4001, "MAX_FRAGMENT_SIZE_REACHED"},
    MediaFault{4002, "MAX_FRAGMENT_DURATION_REACHED"},
    MediaFault{4003, "MAX_CONNECTION_DURATION_REACHED"},
    MediaFault{4004, "FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS"},
    MediaFault{4005, "MORE_THAN_ALLOWED_TRACKS_FOUND"},
    MediaFault{4006, "INVALID_MKV_DATA"},
    MediaFault{4007, "INVALID_PRODUCER_TIMESTAMP"},
    MediaFault{4008, "STREAM_NOT_ACTIVE"},
    MediaFault{4009, "FRAGMENT_METADATA_LIMIT_REACHED"},
    MediaFault{4010, "TRACK_NUMBER_MISMATCH"},
    MediaFault{4011, "FRAMES_MISSING_FOR_TRACK"},
    MediaFault{4500, "KMS_KEY_ACCESS_DENIED"},
    MediaFault{4501, "KMS_KEY_DISABLED"},
    MediaFault{4502, "KMS_KEY_VALIDATION_ERROR"},
    MediaFault{4503, "KMS_KEY_UNAVAILABLE"},
    MediaFault{4504, "KMS_KEY_INVALID_USAGE"},
    MediaFault{4505, "KMS_KEY_INVALID_STATE"},
    MediaFault{4506, "KMS_KEY_NOT_FOUND"},
    MediaFault{4507, "STREAM_DELETED"},
    MediaFault{5000, "INTERNAL_ERROR"},
    MediaFault{5001, "ARCHIVAL_ERROR"},
};

MediaFault fault_of(const FaultRule& rule) {
  const auto id = rule.number("id", 5000);
  for (const auto& fault : kFaults) {
    if (fault.id == id) return fault;
  }
  return {static_cast<int>(id), "UNKNOWN_ERROR"};
}

bool is_interruption(const FaultRule& rule) {
  return rule.action == "reset_media" || rule.action == "stall_media" || rule.action == "end_response";
}

/// Whether so much has come. A rule without a number holds from the first fragment on.
bool reached(const FaultRule& rule, std::int64_t fragments, std::int64_t bytes) {
  const auto at_bytes = rule.number("bytes", 0);
  return at_bytes > 0 ? bytes >= at_bytes : fragments >= rule.number("fragment", 1);
}

}  // namespace

bool MediaFaults::has(const char* action) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const FaultRule& rule) { return rule.action == action; });
}

void MediaFaults::apply(AckStyle& style) const {
  style.join = has("ack_join");
  style.split = has("ack_split");
  style.pretty = has("ack_pretty");
  for (const auto& rule : rules_) {
    if (rule.action == "ack_delay") style.delay += std::chrono::milliseconds{rule.number("ms", 0)};
  }
}

std::chrono::milliseconds MediaFaults::persist_delay() const {
  std::chrono::milliseconds delay{0};
  for (const auto& rule : rules_) {
    if (rule.action == "persist_delay") delay += std::chrono::milliseconds{rule.number("ms", 0)};
  }
  return delay;
}

std::optional<MediaFaults::Error> MediaFaults::error_at(std::int64_t fragment) const {
  for (const auto& rule : rules_) {
    if (rule.action == "ack_error" && fragment == rule.number("fragment", 1))
      return Error{fault_of(rule), rule.flag("bare")};
  }
  return std::nullopt;
}

bool MediaFaults::acks_stop_at(std::int64_t fragment) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const FaultRule& rule) {
    return rule.action == "ack_stop" && fragment >= rule.number("fragment", 1);
  });
}

std::optional<FaultRule> MediaFaults::interruption(std::int64_t fragments, std::int64_t bytes) {
  const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const FaultRule& rule) {
    return is_interruption(rule) && reached(rule, fragments, bytes);
  });
  if (found == rules_.end()) return std::nullopt;
  auto rule = std::move(*found);
  rules_.erase(found);
  return rule;
}

}  // namespace skyline::emulator
