// SPDX-License-Identifier: Apache-2.0
#include "net/client/aws_signature.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "net/client/text.hpp"
#include "skyline/error.hpp"

namespace skyline::net {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string sha256_hex(std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw Error("OpenSSL computes no SHA-256");
  }
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(data.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, data.size(), digest.data(), &size) ==
      nullptr) {
    throw Error("OpenSSL computes no HMAC");
  }
  return {reinterpret_cast<const char*>(digest.data()), size};
}

// The path is encoded once more: the rule of all services but S3.
std::string canonical_path(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parts;
  while (!query.empty()) {
    const auto part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    const auto equals = std::min(part.find('='), part.size());
    parts.emplace_back(part.substr(0, equals), part.substr(std::min(part.size(), equals + 1)));
  }
  std::ranges::sort(parts);
  std::string text;
  for (const auto& [name, value] : parts) text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, value);
  return text;
}

std::string canonical_value(std::string_view value) {
  std::string text;
  for (const char c : trimmed(value)) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) text += c;
    if (blank && !text.ends_with(' ')) text += ' ';
  }
  return text;
}

using Sorted = std::map<std::string, std::string>;

Sorted headers_to_sign(const ToSign& request, const Headers& added) {
  Sorted sorted{{"host", canonical_value(request.host)}};
  const auto take = [&sorted](const Headers& headers) {
    for (const auto& [name, value] : headers) {
      const auto key = lower(name);
      if (key != "content-type" && !key.starts_with("x-amz")) continue;
      auto& place = sorted[key];
      place += (place.empty() ? "" : ",") + canonical_value(value);
    }
  };
  take(request.headers);
  take(added);
  return sorted;
}

}  // namespace

Headers sign(const ToSign& request, const Signing& signing, std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now + signing.clock_skew);
  const auto date = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(seconds));
  Headers added{{"X-Amz-Date", date}};
  if (!signing.session_token.empty()) added.emplace_back("X-Amz-Security-Token", signing.session_token.reveal());

  std::string names;
  std::string lines;
  for (const auto& [name, value] : headers_to_sign(request, added)) {
    names += (names.empty() ? "" : ";") + name;
    lines += fmt::format("{}:{}\n", name, value);
  }
  const auto canonical = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, canonical_path(request.path),
                                     canonical_query(request.query), lines, names, sha256_hex(request.body));
  const auto day = date.substr(0, 8);
  const auto scope = fmt::format("{}/{}/{}/aws4_request", day, signing.region, signing.service);
  auto key = hmac_sha256("AWS4" + signing.secret_access_key.reveal(), day);
  for (const std::string_view part :
       {std::string_view(signing.region), std::string_view(signing.service), std::string_view("aws4_request")}) {
    key = hmac_sha256(key, part);
  }
  const auto signature =
      hmac_sha256(key, fmt::format("{}\n{}\n{}\n{}", kAlgorithm, date, scope, sha256_hex(canonical)));
  added.emplace_back("Authorization", fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                                                  signing.access_key_id, scope, names, hex(signature)));
  return added;
}

}  // namespace skyline::net
