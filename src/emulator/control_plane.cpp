// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/secret.hpp"
#include "emulator/live_session.hpp"
#include "emulator/service.hpp"
#include "emulator/service_error.hpp"
#include "emulator/tags.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestName = 256;
constexpr std::int64_t kMostRetentionHours = 87'600;
constexpr std::int64_t kMostResults = 10'000;
constexpr std::size_t kIdBytes = 8;
constexpr const char* kAccount = "111122223333";
constexpr MediaFault kStreamNotActive{4008, "STREAM_NOT_ACTIVE"};

std::string check_name(const Arguments& arguments, std::string name) {
  const bool good =
      !name.empty() && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-';
      });
  if (!good) throw arguments.refuse("StreamName", "is 1 to 256 of a-z A-Z 0-9 _ . -");
  return name;
}

void check_version(const Arguments& arguments, const StreamRecord& stream, bool required) {
  auto version = arguments.text("CurrentVersion");
  if (required) version = arguments.required("CurrentVersion", std::move(version));
  if (version && *version != stream.version) {
    throw ServiceError(400, "VersionMismatchException",
                       fmt::format("The version of the stream is {}.", stream.version));
  }
}

Json describe(const Service& service, const StreamRecord& stream) {
  const bool active = service.clock.now_ms() >= stream.active_ms;
  return {{"DeviceName", stream.device_name},
          {"StreamName", stream.name},
          {"StreamARN", stream.arn},
          {"MediaType", stream.media_type},
          {"KmsKeyId", stream.kms_key_id},
          {"Version", stream.version},
          {"Status", active ? "ACTIVE" : "CREATING"},
          {"CreationTime", static_cast<double>(stream.created_ms) / 1000},
          {"DataRetentionInHours", stream.retention_hours}};
}

Json create_stream(Call& call) {
  const Arguments arguments(call.body);
  auto& service = call.service;
  StreamRecord stream;
  stream.name = check_name(arguments, arguments.required("StreamName", arguments.text("StreamName")));
  stream.device_name = arguments.text("DeviceName").value_or("");
  stream.media_type = arguments.text("MediaType").value_or("");
  stream.kms_key_id = arguments.text("KmsKeyId").value_or("arn:aws:kms:" + call.region + ":aws/kinesisvideo");
  stream.retention_hours = arguments.integer("DataRetentionInHours", 0, kMostRetentionHours).value_or(0);
  if (call.body.contains("Tags")) stream.tags = with_tags({}, tags_from_map(call.body["Tags"]));
  stream.created_ms = service.clock.now_ms();
  stream.active_ms = stream.created_ms + service.options.creating.count();
  stream.id = random_hex(kIdBytes);
  stream.arn =
      fmt::format("arn:aws:kinesisvideo:{}:{}:stream/{}/{}", call.region, kAccount, stream.name, stream.created_ms);
  service.streams.add(stream);
  return {{"StreamARN", stream.arn}};
}

Json describe_stream(Call& call) {
  const Arguments arguments(call.body);
  return {{"StreamInfo", describe(call.service, call.service.stream_of(arguments))}};
}

/// What the names of a list begin with.
std::string name_prefix(const Arguments& arguments) {
  const auto condition = arguments.object("StreamNameCondition");
  if (!condition) return {};
  const auto op = condition->text("ComparisonOperator").value_or("BEGINS_WITH");
  if (op != "BEGINS_WITH") throw condition->refuse("ComparisonOperator", "is BEGINS_WITH");
  return condition->text("ComparisonValue").value_or("");
}

Json list_streams(Call& call) {
  const Arguments arguments(call.body);
  const auto most = arguments.integer("MaxResults", 1, kMostResults).value_or(kMostResults);
  const auto after = arguments.text("NextToken").value_or("");  // the last name of the page before
  const auto prefix = name_prefix(arguments);
  Json out = {{"StreamInfoList", Json::array()}};
  auto& list = out["StreamInfoList"];
  for (const auto& stream : call.service.streams.all()) {
    if (stream.name <= after || !stream.name.starts_with(prefix)) continue;
    if (static_cast<std::int64_t>(list.size()) == most) {
      out["NextToken"] = list.back()["StreamName"];
      break;
    }
    list.push_back(describe(call.service, stream));
  }
  return out;
}

Json update_stream(Call& call) {
  const Arguments arguments(call.body);
  auto stream = call.service.stream_of(arguments);
  check_version(arguments, stream, true);
  stream.device_name = arguments.text("DeviceName").value_or(stream.device_name);
  stream.media_type = arguments.text("MediaType").value_or(stream.media_type);
  call.service.streams.update(std::move(stream));
  return Json::object();
}

Json delete_stream(Call& call) {
  const Arguments arguments(call.body);
  const auto stream = call.service.streams.by_arn(arguments.required("StreamARN", arguments.text("StreamARN")));
  check_version(arguments, stream, false);
  call.service.streams.remove(stream.id);
  call.service.store.remove(stream.id);
  const auto live = call.service.live.find(stream.id);
  if (live != call.service.live.end()) live->second->fail(kStreamNotActive);
  return Json::object();
}

Json update_data_retention(Call& call) {
  const Arguments arguments(call.body);
  auto stream = call.service.stream_of(arguments);
  check_version(arguments, stream, true);
  const auto sign = arguments.required(
      "Operation",
      arguments.one_of<int>("Operation", {{"INCREASE_DATA_RETENTION", 1}, {"DECREASE_DATA_RETENTION", -1}}));
  const auto hours = arguments.required("DataRetentionChangeInHours",
                                        arguments.integer("DataRetentionChangeInHours", 1, kMostRetentionHours));
  stream.retention_hours += sign * hours;
  if (stream.retention_hours < 0 || stream.retention_hours > kMostRetentionHours) {
    throw arguments.refuse("DataRetentionChangeInHours", "leads to a retention out of range");
  }
  call.service.streams.update(stream);
  call.service.expire(stream);
  return Json::object();
}

Json get_data_endpoint(Call& call) {
  const Arguments arguments(call.body);
  static_cast<void>(call.service.stream_of(arguments));
  static_cast<void>(
      arguments.required("APIName", arguments.one_of<int>("APIName", {{"PUT_MEDIA", 0},
                                                                      {"GET_MEDIA", 0},
                                                                      {"LIST_FRAGMENTS", 0},
                                                                      {"GET_MEDIA_FOR_FRAGMENT_LIST", 0},
                                                                      {"GET_HLS_STREAMING_SESSION_URL", 0},
                                                                      {"GET_DASH_STREAMING_SESSION_URL", 0},
                                                                      {"GET_CLIP", 0},
                                                                      {"GET_IMAGES", 0}})));
  return {{"DataEndpoint", call.service.endpoint()}};
}

constexpr std::array kRoutes = {
    Route{"/createStream", "CreateStream", create_stream},
    Route{"/describeStream", "DescribeStream", describe_stream},
    Route{"/listStreams", "ListStreams", list_streams},
    Route{"/updateStream", "UpdateStream", update_stream},
    Route{"/deleteStream", "DeleteStream", delete_stream},
    Route{"/updateDataRetention", "UpdateDataRetention", update_data_retention},
    Route{"/getDataEndpoint", "GetDataEndpoint", get_data_endpoint},
};

}  // namespace

std::span<const Route> control_routes() { return kRoutes; }

}  // namespace skyline::emulator
