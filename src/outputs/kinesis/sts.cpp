// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/sts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <utility>
#include <vector>

#include "base/small_file.hpp"
#include "outputs/kinesis/aws_region.hpp"
#include "outputs/kinesis/credentials_check.hpp"
#include "outputs/kinesis/credentials_reply.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr std::string_view kWhence = "the Security Token Service";
constexpr std::size_t kMostReply = 64U << 10U;
constexpr auto kSkew = std::chrono::minutes{1};

using Form = std::vector<std::pair<std::string_view, std::string>>;

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

std::string encoded(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    if (value.empty()) continue;
    text += fmt::format("{}{}=", text.empty() ? "" : "&", name);
    for (const char c : value)
      text += plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

std::string session_name(const Role& role) {
  if (!role.session_name.empty()) return role.session_name;
  return fmt::format("skyline-{}", std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
}

std::string endpoint(const Surroundings& surroundings, const std::string& region) {
  for (const auto* name : {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"}) {
    if (auto url = surroundings.variable(name); !url.empty()) return url;
  }
  return fmt::format("https://sts.{}.{}/", region, aws_domain(region));
}

std::string region_of(const Role& role) { return role.region.empty() ? "us-east-1" : checked_region(role.region); }

net::HttpRequest post(const Surroundings& surroundings, const Role& role, const Form& form) {
  net::HttpRequest request;
  request.url = endpoint(surroundings, region_of(role));
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = encoded(form);
  request.most_bytes = kMostReply;
  request.tls.ca_file = surroundings.variable("AWS_CA_BUNDLE");
  return request;
}

std::string refusal(const net::HttpResponse& response, std::initializer_list<std::string_view> secrets) {
  pugi::xml_document document;
  document.load_buffer(response.body.data(), response.body.size());
  const auto error = document.child("ErrorResponse").child("Error");
  const auto said = quotable(fmt::format("{}, {}", error.child_value("Code"), error.child_value("Message")), secrets);
  return fmt::format("{} answers with status {}{}", kWhence, response.status, error ? ": " + said : "");
}

AwsKeys keys_of(const net::HttpResponse& response, std::initializer_list<std::string_view> secrets) {
  if (response.status != 200) throw Error(refusal(response, secrets));
  return on_our_clock(parse_sts_reply(response.body), response, std::chrono::system_clock::now());
}

}  // namespace

AwsKeys parse_sts_reply(const std::string& xml) {
  pugi::xml_document document;
  document.load_buffer(xml.data(), xml.size());
  // AssumeRoleResponse/AssumeRoleResult, or the names with WithWebIdentity in them.
  const auto has_keys = [](const pugi::xml_node& node) { return !node.child("Credentials").empty(); };
  const auto credentials = document.first_child().find_child(has_keys).child("Credentials");
  AwsKeys keys{credentials.child_value("AccessKeyId"), credentials.child_value("SecretAccessKey"),
               credentials.child_value("SessionToken"), parse_time(credentials.child_value("Expiration"))};
  keys = checked(std::move(keys), kWhence);
  if (keys.session_token.empty()) throw Error(fmt::format("{}: the session token is missing", kWhence));
  if (!keys.expires) throw Error(fmt::format("{}: the time of expiry is missing or is none", kWhence));
  return keys;
}

AwsKeys assume_role(Surroundings& surroundings, const Role& role, const AwsKeys& source) {
  auto request = post(surroundings, role,
                      {{"Action", "AssumeRole"},
                       {"Version", "2011-06-15"},
                       {"RoleArn", role.arn},
                       {"RoleSessionName", session_name(role)},
                       {"ExternalId", role.external_id},
                       {"DurationSeconds", role.duration_s}});
  request.signing = net::Signing{
      region_of(role), "sts", source.access_key_id, Secret(source.secret_access_key), Secret(source.session_token), {}};
  auto response = surroundings.fetch(request);
  // A clock that is wrong is the commonest reason for a good signature to be refused, and the reply tells the time.
  const auto date = response.date();
  const auto skew = date ? *date - std::chrono::system_clock::now() : std::chrono::nanoseconds{0};
  if (response.status != 200 && std::chrono::abs(skew) > kSkew) {
    request.signing->clock_skew = std::chrono::duration_cast<std::chrono::milliseconds>(skew);
    response = surroundings.fetch(request);
  }
  return keys_of(response, {source.access_key_id, source.secret_access_key, source.session_token});
}

AwsKeys assume_role_by_web_identity(Surroundings& surroundings, const Role& role, const std::string& token_file) {
  auto token = require_small_file(token_file, {});
  while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  if (token.empty()) throw Error(fmt::format("{}: the web identity token is empty", token_file));
  const auto request = post(surroundings, role,
                            {{"Action", "AssumeRoleWithWebIdentity"},
                             {"Version", "2011-06-15"},
                             {"RoleArn", role.arn},
                             {"RoleSessionName", session_name(role)},
                             {"WebIdentityToken", token},
                             {"DurationSeconds", role.duration_s}});
  return keys_of(surroundings.fetch(request), {token});
}

Answer web_identity_keys(Surroundings& surroundings, const std::string& region) {
  const auto file = surroundings.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
  const Role role{.arn = surroundings.variable("AWS_ROLE_ARN"),
                  .session_name = surroundings.variable("AWS_ROLE_SESSION_NAME"),
                  .region = region};
  if (file.empty()) return {{}, "AWS_WEB_IDENTITY_TOKEN_FILE is not set"};
  if (role.arn.empty()) throw Error("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not; set both");
  return {assume_role_by_web_identity(surroundings, role, file), fmt::format("web identity as {}", role.arn)};
}

}  // namespace skyline::kinesis
