// SPDX-License-Identifier: Apache-2.0
#include "emulator/signature.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <ctime>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <vector>

#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::system_clock::time_point;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr auto kMostSkew = 15min;

ServiceError refused(const char* name, const std::string& message) { return {403, name, message}; }
ServiceError incomplete(const std::string& what) {
  return refused("IncompleteSignatureException", "Authorization header " + what);
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return fmt::format("{:02x}", fmt::join(digest.data(), digest.data() + size, ""));
}

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(at, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// Blanks at both ends dropped, those within made one.
std::string tidy(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

struct Authorization {
  std::string access_key;
  std::string date;  ///< of the scope
  std::string region;
  std::string service;
  std::vector<std::string_view> signed_headers;
  std::string signature;
};

/// The value behind "name=" in the header's list.
std::string_view item(std::string_view text, std::string_view name) {
  for (auto part : split(text, ',')) {
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    if (part.starts_with(name) && part.substr(name.size()).starts_with('=')) return part.substr(name.size() + 1);
  }
  throw incomplete(fmt::format("requires '{}' parameter.", name));
}

Authorization parse_authorization(std::string_view text) {
  if (text.empty()) throw refused("MissingAuthenticationTokenException", "Missing Authentication Token");
  if (!text.starts_with(kAlgorithm)) throw incomplete("is not of AWS4-HMAC-SHA256.");
  text.remove_prefix(kAlgorithm.size());
  const auto scope = split(item(text, "Credential"), '/');
  if (scope.size() != 5 || scope[4] != "aws4_request") throw incomplete("has a Credential that is none.");
  Authorization out;
  out.access_key = scope[0];
  out.date = scope[1];
  out.region = scope[2];
  out.service = scope[3];
  out.signed_headers = split(item(text, "SignedHeaders"), ';');
  out.signature = item(text, "Signature");
  return out;
}

std::optional<Time> parse_time(const std::string& text) {
  tm parts{};
  const char* end = strptime(text.c_str(), "%Y%m%dT%H%M%SZ", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

/// The path encoded once more than it was sent, as it is done for all services but S3.
std::string canonical_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/-_.~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string canonical_query(std::string_view query) {
  if (query.empty()) return {};
  std::vector<std::pair<std::string_view, std::string_view>> items;
  for (const auto part : split(query, '&')) {
    const auto equals = std::min(part.find('='), part.size());
    items.emplace_back(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())));
  }
  std::sort(items.begin(), items.end());
  std::string out;
  for (const auto& [name, value] : items) out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  return out;
}

std::string header_value(const net::RequestHead& head, std::string_view name) {
  std::string out;
  for (const auto& [key, value] : head.headers) {
    if (lower(key) == name) out += (out.empty() ? "" : ",") + tidy(value);
  }
  return out;
}

std::string signature_for(const net::RequestHead& head, std::string_view payload, const Authorization& given,
                          const std::string& date, const Secret& secret, const std::string& host) {
  std::string headers;
  for (const auto name : given.signed_headers) {
    headers += fmt::format("{}:{}\n", name, name == "host" ? host : header_value(head, name));
  }
  const auto request =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", head.method, canonical_path(head.path), canonical_query(head.query),
                  headers, fmt::join(given.signed_headers, ";"), sha256_hex(payload));
  const auto scope = fmt::format("{}/{}/{}/aws4_request", given.date, given.region, given.service);
  auto key = hmac("AWS4" + secret.reveal(), given.date);
  for (const std::string_view part :
       {std::string_view(given.region), std::string_view(given.service), std::string_view("aws4_request")}) {
    key = hmac(key, part);
  }
  const auto digest = hmac(key, fmt::format("{}\n{}\n{}\n{}", kAlgorithm, date, scope, sha256_hex(request)));
  std::string hex;
  for (const char c : digest) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

void check_time(const Authorization& given, const std::string& date, Time now) {
  const auto time = parse_time(date);
  if (!time) throw incomplete("needs an X-Amz-Date header such as 20260131T120000Z.");
  const auto stamp = [](Time at) {
    return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(at)));
  };
  if (*time < now - kMostSkew) {
    throw refused("InvalidSignatureException",
                  fmt::format("Signature expired: {} is now earlier than {} ({} - 15 min.)", date,
                              stamp(now - kMostSkew), stamp(now)));
  }
  if (*time > now + kMostSkew) {
    throw refused("InvalidSignatureException",
                  fmt::format("Signature not yet current: {} is still later than {} ({} + 15 min.)", date,
                              stamp(now + kMostSkew), stamp(now)));
  }
  if (!date.starts_with(given.date)) {
    throw refused("InvalidSignatureException",
                  "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
  }
}

void check_keys(const Keys& keys, std::string_view token, Time now) {
  if (!keys.token.equals(token))
    throw refused("UnrecognizedClientException", "The security token included in the request is invalid.");
  if (keys.expires && now >= *keys.expires) {
    throw refused("ExpiredTokenException", "The security token included in the request is expired");
  }
}

}  // namespace

std::string verify_signature(const net::RequestHead& head, std::string_view payload, const KeyRing& keys,
                             const SignatureScope& scope, Time now) {
  const auto given = parse_authorization(head.header("authorization"));
  const std::string date(head.header("x-amz-date"));
  check_time(given, date, now);
  if ((!scope.region.empty() && given.region != scope.region) || given.service != scope.service) {
    throw refused("InvalidSignatureException",
                  fmt::format("Credential should be scoped to a valid region and correct service: '{}', '{}'.",
                              scope.region, scope.service));
  }
  const auto known = keys.find(given.access_key);
  if (!known) throw refused("UnrecognizedClientException", "The security token included in the request is invalid.");
  check_keys(*known, head.header("x-amz-security-token"), now);
  if (std::find(given.signed_headers.begin(), given.signed_headers.end(), "host") == given.signed_headers.end()) {
    throw incomplete("must sign the host.");
  }
  const auto host = header_value(head, "host");
  for (const auto& name : {host, host.substr(0, host.rfind(':'))}) {
    if (constant_time_equal(signature_for(head, payload, given, date, known->secret, name), given.signature)) {
      return given.access_key;
    }
  }
  throw refused("InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                "Access Key and signing method. Consult the service documentation for details.");
}

std::string signed_region(const net::RequestHead& head) {
  return parse_authorization(head.header("authorization")).region;
}

}  // namespace skyline::emulator
