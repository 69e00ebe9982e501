// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace skyline::rtsp {

/// An Authorization header: the scheme, and its parameters with lower-case names. `token` is what a scheme without
/// parameters carries (Basic).
struct Authorization {
  std::string scheme;  ///< lower case
  std::string token;
  std::map<std::string, std::string, std::less<>> params;
  /// Empty when it is not there.
  [[nodiscard]] std::string_view get(std::string_view name) const;
};
/// Nothing when the text is malformed: bad quoting, a parameter twice, control characters.
[[nodiscard]] std::optional<Authorization> parse_authorization(std::string_view text);

enum class DigestHash { kMd5, kSha256 };
[[nodiscard]] std::string_view algorithm_name(DigestHash hash);
/// By the name in a header, in any case; MD5 when it is empty, as RFC 7616 says. Nothing when it is not offered.
[[nodiscard]] std::optional<DigestHash> algorithm_by_name(std::string_view name);

struct DigestInput {
  std::string_view username;
  std::string_view realm;
  std::string_view password;
  std::string_view method;
  std::string_view uri;
  std::string_view nonce;
  std::string_view nc{};      ///< with qop only
  std::string_view cnonce{};  ///< with qop only
  std::string_view qop{};     ///< "auth", or empty as in RFC 2069
};
/// The `response` a client has to send, in lower-case hexadecimal.
[[nodiscard]] std::string digest_response(DigestHash hash, const DigestInput& input);

/// The WWW-Authenticate header that asks for it.
[[nodiscard]] std::string digest_challenge(DigestHash hash, std::string_view realm, std::string_view nonce, bool stale);

/// The text of a base64 token; nothing when it is none.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view token);

}  // namespace skyline::rtsp
