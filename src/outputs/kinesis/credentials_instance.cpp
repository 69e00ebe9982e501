// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_instance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/client/text.hpp"
#include "outputs/kinesis/credentials_reply.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr std::string_view kWhence = "the instance's metadata service";
constexpr std::size_t kMostReply = 64U << 10U;
constexpr std::size_t kMostName = 128;
constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";

std::string endpoint(const Surroundings& surroundings) {
  auto url = surroundings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  while (url.ends_with('/')) url.pop_back();
  if (!url.empty()) return url;
  const bool v6 = net::lower(surroundings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")) == "ipv6";
  return v6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
}

/// No proxy, and short limits: where there is no such service, packets to it get lost.
net::HttpRequest ask(const char* method, const std::string& url, net::Headers headers) {
  net::HttpRequest request;
  request.method = method;
  request.url = url;
  request.headers = std::move(headers);
  request.direct = true;
  request.connect_timeout = std::chrono::seconds{1};
  request.timeout = std::chrono::seconds{2};
  request.most_bytes = kMostReply;
  return request;
}

std::string role_name(const std::string& text) {
  std::string name(net::trimmed(text.substr(0, text.find('\n'))));
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_+=,.@-").find(c) != std::string_view::npos;
  };
  if (name.empty() || name.size() > kMostName || !std::ranges::all_of(name, allowed)) {
    throw Error(fmt::format("{}: it names no role; attach one to the instance", kWhence));
  }
  return name;
}

}  // namespace

Answer instance_keys(Surroundings& surroundings) {
  if (net::lower(surroundings.variable("AWS_EC2_METADATA_DISABLED")) == "true") {
    return {{}, "AWS_EC2_METADATA_DISABLED is set"};
  }
  const auto base = endpoint(surroundings);
  const auto token = body_of(
      surroundings.fetch(ask("PUT", base + "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "300"}})),
      kWhence);
  const net::Headers headers{{"X-aws-ec2-metadata-token", token}};
  const auto roles = surroundings.fetch(ask("GET", base + kRoles, headers));
  if (roles.status == 404) throw Error(fmt::format("{}: the instance has no role; attach one", kWhence));
  const auto role = role_name(body_of(roles, kWhence, {token}));
  const auto response = surroundings.fetch(ask("GET", base + kRoles + role, headers));
  const auto whence = fmt::format("{}, role {}", kWhence, role);
  auto keys = parse_reply(body_of(response, whence, {token}), {}, whence);
  return {on_our_clock(std::move(keys), response, std::chrono::system_clock::now()), whence};
}

}  // namespace skyline::kinesis
