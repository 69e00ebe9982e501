// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_container.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/small_file.hpp"
#include "outputs/kinesis/credentials_reply.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr std::string_view kWhence = "the container's agent";
constexpr std::size_t kMostReply = 64U << 10U;

std::string address(const Surroundings& surroundings) {
  if (const auto relative = surroundings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"); !relative.empty()) {
    if (!relative.starts_with('/')) throw Error("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with a slash");
    return surroundings.container_host + relative;
  }
  auto full = surroundings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!full.empty() && !is_container_address(full)) {
    throw Error("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor the address of an agent on this machine");
  }
  return full;
}

std::string token(const Surroundings& surroundings) {
  const auto file = surroundings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (file.empty()) return surroundings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  auto text = require_small_file(file, {});
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace

bool is_container_address(const std::string& url) {
  if (url.starts_with("https://")) return true;
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return false;
  auto host = url.substr(kScheme.size(), url.find_first_of("/?#", kScheme.size()) - kScheme.size());
  // Another reading of the host than the HTTP client's would let the token out: nothing but plain hosts.
  if (host.find_first_of("@\\ \t\r\n%") != std::string::npos) return false;
  if (host.starts_with('[')) {
    host = host.substr(1, std::min(host.find(']'), host.size()) - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  constexpr std::array<std::string_view, 4> kAgents{"localhost", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"};
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1 && ntohl(v4.s_addr) >> 24U == 127) return true;
  return host == "::1" || std::ranges::find(kAgents, host) != kAgents.end();
}

Answer container_keys(Surroundings& surroundings) {
  net::HttpRequest request;
  request.method = "GET";
  request.url = address(surroundings);
  if (request.url.empty()) {
    return {{}, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set"};
  }
  request.headers = {{"Accept", "application/json"}};
  const auto secret = token(surroundings);
  if (!secret.empty()) request.headers.emplace_back("Authorization", secret);
  request.direct = true;
  request.connect_timeout = std::chrono::seconds{2};
  request.timeout = std::chrono::seconds{5};
  request.most_bytes = kMostReply;
  request.tls.ca_file = surroundings.variable("AWS_CA_BUNDLE");
  const auto response = surroundings.fetch(request);
  const auto body = body_of(response, kWhence, {secret});
  return {on_our_clock(parse_reply(body, {}, kWhence), response, std::chrono::system_clock::now()),
          std::string(kWhence)};
}

}  // namespace skyline::kinesis
