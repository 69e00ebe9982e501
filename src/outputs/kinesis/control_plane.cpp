// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/control_plane.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/log.hpp"
#include "outputs/kinesis/aws_region.hpp"

namespace skyline::kinesis {
namespace {

using nlohmann::json;

constexpr int kOk = 200;
constexpr int kNotFound = 404;

std::string first_set(std::initializer_list<std::string> candidates) {
  for (const auto& candidate : candidates) {
    if (!candidate.empty()) return candidate;
  }
  return {};
}

std::string own_url(const std::string& region, const Environment& environment) {
  if (environment("AWS_USE_DUALSTACK_ENDPOINT") == "true") {
    return fmt::format("https://kinesisvideo.{}.api.{}", region,
                       region.starts_with("cn-") ? "amazonwebservices.com.cn" : "aws");
  }
  return fmt::format("https://kinesisvideo.{}.{}", region, aws_domain(region));
}

std::string checked_url(std::string url, std::string_view what) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!web || url.size() > 2048 || url.find_first_of(" @?#\r\n") != std::string::npos) {
    throw Error(fmt::format("{} is to be https://HOST[:PORT] or http://HOST[:PORT]", what));
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

json parsed(const net::HttpResponse& response, const char* api) {
  auto object = json::parse(response.body, nullptr, false);
  if (!object.is_object()) throw Error(fmt::format("the service's reply to {} is no JSON object", api));
  return object;
}

}  // namespace

ServiceFailure::ServiceFailure(const std::string& doing, ServiceError error,
                               std::optional<std::chrono::system_clock::time_point> date)
    : Error(fmt::format("{}: {}", doing, error.text())), error_(std::move(error)), date_(date) {}

ServiceAddress service_address(const KvsConfig& config, const Environment& environment) {
  ServiceAddress address;
  address.region = config.region.empty() ? find_region(environment, {}) : checked_region(config.region);
  if (address.region.empty()) {
    throw Error("no region is given: set KvsConfig::region, AWS_REGION, or the region of your profile");
  }
  const auto given = first_set({config.endpoint, environment("AWS_ENDPOINT_URL_KINESIS_VIDEO"),
                                environment("AWS_ENDPOINT_URL"), environment("CONTROL_PLANE_URI")});
  address.own = given.empty();
  address.url = checked_url(address.own ? own_url(address.region, environment) : given, "the Kinesis endpoint");
  address.tls.ca_file = first_set({config.ca_file, environment("AWS_CA_BUNDLE"), environment("KVSSINK_CA_CERT_PATH")});
  return address;
}

ControlPlane::ControlPlane(const KvsConfig& config) : config_(config), address_(service_address(config)) {}

net::Signing ControlPlane::signing(const AwsKeys& keys, std::chrono::milliseconds clock_skew) const {
  return {.region = address_.region,
          .service = "kinesisvideo",
          .access_key_id = keys.access_key_id,
          .secret_access_key = Secret(keys.secret_access_key),
          .session_token = Secret(keys.session_token),
          .clock_skew = clock_skew};
}

net::HttpResponse ControlPlane::call(const char* api, const std::string& body, const net::Signing& signing) {
  return client_.fetch({.url = fmt::format("{}/{}", address_.url, api),
                        .headers = {{"Content-Type", "application/json"}},
                        .body = body,
                        .signing = signing,
                        .tls = address_.tls});
}

std::optional<ControlPlane::Stream> ControlPlane::prepare(const AwsKeys& keys, std::chrono::milliseconds clock_skew) {
  Description stream;
  try {
    stream = describe(keys, clock_skew);
  } catch (const ServiceFailure& failure) {
    if (failure.error().status != kNotFound || !config_.create_stream) throw;
    create(keys, clock_skew);
    return std::nullopt;
  }
  if (!stream.usable()) {
    log::info("kinesis", "{}: the stream is {}; waiting", config_.stream_name,
              stream.status.empty() ? "not ready" : stream.status);
    return std::nullopt;
  }
  return Stream{.data_endpoint = data_endpoint(keys, clock_skew), .retains = !stream.hours || *stream.hours > 0};
}

ControlPlane::Description ControlPlane::describe(const AwsKeys& keys, std::chrono::milliseconds clock_skew) {
  const auto described =
      call("describeStream", json{{"StreamName", config_.stream_name}}.dump(), signing(keys, clock_skew));
  if (described.status != kOk) throw ServiceFailure("DescribeStream", service_error(described, keys), described.date());
  const auto reply = parsed(described, "DescribeStream");
  const auto info = reply.value("StreamInfo", json::object());
  if (!info.is_object()) return {};
  Description description{.status = text(info, "Status"), .hours = std::nullopt};
  const auto hours = info.find("DataRetentionInHours");
  if (hours != info.end() && hours->is_number()) description.hours = hours->get<double>();
  return description;
}

void ControlPlane::create(const AwsKeys& keys, std::chrono::milliseconds clock_skew) {
  json body{{"StreamName", config_.stream_name},
            {"MediaType", "video/h264"},
            {"DataRetentionInHours", config_.retention.count()}};
  if (!config_.kms_key_id.empty()) body["KmsKeyId"] = config_.kms_key_id;
  if (!config_.tags.empty()) body["Tags"] = config_.tags;
  const auto created = call("createStream", body.dump(), signing(keys, clock_skew));
  const auto error = service_error(created, keys);
  // Somebody else was quicker.
  if (created.status != kOk && !error.name.starts_with("ResourceInUse")) {
    throw ServiceFailure("CreateStream", error, created.date());
  }
  log::info("kinesis", "{}: the stream was made in {}, keeping media for {} h", config_.stream_name, address_.region,
            config_.retention.count());
}

std::string ControlPlane::data_endpoint(const AwsKeys& keys, std::chrono::milliseconds clock_skew) {
  const json body{{"StreamName", config_.stream_name}, {"APIName", "PUT_MEDIA"}};
  const auto told = call("getDataEndpoint", body.dump(), signing(keys, clock_skew));
  if (told.status != kOk) throw ServiceFailure("GetDataEndpoint", service_error(told, keys), told.date());
  auto url = checked_url(text(parsed(told, "GetDataEndpoint"), "DataEndpoint"), "the data endpoint the service names");
  if (address_.url.starts_with("https://") && !url.starts_with("https://")) {
    throw Error("the service names a data endpoint without TLS; media is not sent there");
  }
  return url;
}

net::HttpRequest ControlPlane::put_media(const std::string& data_endpoint, const AwsKeys& keys,
                                         std::chrono::milliseconds clock_skew) const {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto since_1970 = (now.time_since_epoch() + clock_skew).count();
  return {
      .url = data_endpoint + "/putMedia",
      .headers = {{"Content-Type", "application/json"},
                  {"x-amzn-stream-name", config_.stream_name},
                  {"x-amzn-fragment-acknowledgment-required", "1"},
                  {"x-amzn-fragment-timecode-type", "ABSOLUTE"},
                  {"x-amzn-producer-start-timestamp", fmt::format("{}.{:03}", since_1970 / 1000, since_1970 % 1000)}},
      .signing = signing(keys, clock_skew),
      .tls = address_.tls,
      .timeout = std::chrono::milliseconds{0}};
}

}  // namespace skyline::kinesis
