// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "skyline/error.hpp"

namespace skyline::rtsp {
namespace {

constexpr std::size_t kMostHeaderBytes = 4096;

bool space(char c) { return c == ' ' || c == '\t'; }
bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result) c = lower(c);
  return result;
}

void skip(std::string_view& text, bool (*what)(char)) {
  while (!text.empty() && what(text.front())) text.remove_prefix(1);
}

std::string_view take_until(std::string_view& text, std::string_view ends) {
  const auto length = std::min(text.find_first_of(ends), text.size());
  const auto taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

// After the opening quote; takes the closing one.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\') text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    value += text.front();
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  text.remove_prefix(1);
  return value;
}

std::optional<std::string> take_value(std::string_view& text) {
  if (!text.empty() && text.front() == '"') {
    text.remove_prefix(1);
    return take_quoted(text);
  }
  return std::string(take_until(text, " \t,"));
}

bool take_param(std::string_view& text, Authorization& into) {
  const auto name = lower(take_until(text, "= \t,"));
  skip(text, space);
  if (name.empty() || text.empty() || text.front() != '=') return false;
  text.remove_prefix(1);
  skip(text, space);
  const auto value = take_value(text);
  skip(text, space);
  const bool ended = text.empty() || text.front() == ',';
  return value && ended && into.params.emplace(name, *value).second;
}

const EVP_MD* method_of(DigestHash hash) { return hash == DigestHash::kMd5 ? EVP_md5() : EVP_sha256(); }

std::string hex_of(DigestHash hash, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), raw.data(), &length, method_of(hash), nullptr) != 1) {
    throw Error(fmt::format("OpenSSL refuses {}: allow it in its configuration, or use a player that can do better",
                            algorithm_name(hash)));
  }
  std::string hex;
  for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", raw[i]);
  return hex;
}

}  // namespace

std::string_view Authorization::get(std::string_view name) const {
  const auto at = params.find(name);
  return at == params.end() ? std::string_view{} : at->second;
}

std::optional<Authorization> parse_authorization(std::string_view text) {
  if (text.size() > kMostHeaderBytes || std::any_of(text.begin(), text.end(), control)) return std::nullopt;
  Authorization result;
  skip(text, space);
  result.scheme = lower(take_until(text, " \t"));
  skip(text, space);
  if (result.scheme == "basic") {
    result.token = take_until(text, " \t");
    return result;
  }
  while (!text.empty()) {
    if (!take_param(text, result)) return std::nullopt;
    skip(text, [](char c) { return space(c) || c == ','; });
  }
  return result;
}

std::string_view algorithm_name(DigestHash hash) { return hash == DigestHash::kMd5 ? "MD5" : "SHA-256"; }

std::optional<DigestHash> algorithm_by_name(std::string_view name) {
  const auto known = lower(name);
  if (known.empty() || known == "md5") return DigestHash::kMd5;
  if (known == "sha-256") return DigestHash::kSha256;
  return std::nullopt;
}

std::string digest_response(DigestHash hash, const DigestInput& in) {
  const auto a1 = hex_of(hash, fmt::format("{}:{}:{}", in.username, in.realm, in.password));
  const auto a2 = hex_of(hash, fmt::format("{}:{}", in.method, in.uri));
  if (in.qop.empty()) return hex_of(hash, fmt::format("{}:{}:{}", a1, in.nonce, a2));
  return hex_of(hash, fmt::format("{}:{}:{}:{}:{}:{}", a1, in.nonce, in.nc, in.cnonce, in.qop, a2));
}

std::string digest_challenge(DigestHash hash, std::string_view realm, std::string_view nonce, bool stale) {
  return fmt::format(R"(Digest realm="{}", nonce="{}", algorithm={}, qop="auth"{})", realm, nonce, algorithm_name(hash),
                     stale ? ", stale=true" : "");
}

std::optional<std::string> decode_base64(std::string_view token) {
  if (token.empty() || token.size() % 4 != 0 || token.size() > kMostHeaderBytes) return std::nullopt;
  std::string decoded(token.size() / 4 * 3, '\0');
  const auto length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                      reinterpret_cast<const unsigned char*>(token.data()), static_cast<int>(token.size()));
  const auto padding = static_cast<std::size_t>(std::count(token.end() - 2, token.end(), '='));
  if (length < 0 || static_cast<std::size_t>(length) < padding) return std::nullopt;
  decoded.resize(static_cast<std::size_t>(length) - padding);
  return decoded;
}

}  // namespace skyline::rtsp
