// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/url.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

std::string percent_decode(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint8_t byte = 0;
    const auto* first = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(first, first + 2, byte, 16).ptr == first + 2) {
      plain += static_cast<char>(byte);
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// "host", "host:554", "[::1]", "[::1]:554"
bool is_host_and_port(std::string_view text) {
  const auto bracket = text.rfind(']');
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return !text.empty();
  const auto port_text = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  return colon > 0 && error == std::errc{} && end == port_text.data() + port_text.size();
}

}  // namespace

UrlParts split_url(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos)
    throw UsageError("the source's URL has no scheme; write rtsp://HOST[:PORT]/PATH");
  const auto prefix = url.substr(0, scheme + 3);
  const auto rest = url.substr(prefix.size());
  const auto slash = std::min(rest.find_first_of("/?#"), rest.size());
  const auto authority = rest.substr(0, slash);
  const auto at = authority.rfind('@');
  const auto host = at == std::string_view::npos ? authority : authority.substr(at + 1);
  if (!is_host_and_port(host)) {
    throw UsageError(
        "the source's URL has no host or a port that is no number; write rtsp://HOST[:PORT]/PATH, and / ? # @ in a "
        "password as %2F %3F %23 %40");
  }
  UrlParts parts{fmt::format("{}{}{}", prefix, host, rest.substr(slash)), fmt::format("{}{}", prefix, host), {}, {}};
  if (at != std::string_view::npos) {
    const auto user_info = authority.substr(0, at);
    const auto colon = std::min(user_info.find(':'), user_info.size());
    parts.user = percent_decode(user_info.substr(0, colon));
    if (colon < user_info.size()) parts.password = percent_decode(user_info.substr(colon + 1));
  }
  return parts;
}

}  // namespace skyline::cli
