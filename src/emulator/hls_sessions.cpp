// SPDX-License-Identifier: Apache-2.0
#include "emulator/hls_sessions.hpp"

#include <algorithm>
#include <utility>

#include "base/secret.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {

std::string HlsSessions::open(HlsSession session, std::int64_t now_ms) {
  constexpr std::size_t kMost = 1000;
  constexpr std::size_t kTokenBytes = 32;
  std::erase_if(entries_, [now_ms](const auto& entry) { return entry.second.expires_ms <= now_ms; });
  if (entries_.size() >= kMost) throw ServiceError(400, "ClientLimitExceededException", "too many sessions are open");
  auto token = random_hex(kTokenBytes);
  const auto expires_ms = now_ms + std::chrono::milliseconds(session.settings.life).count();
  entries_.emplace(token, Entry{std::move(session), expires_ms});
  return token;
}

HlsSession& HlsSessions::find(const std::string& token, std::int64_t now_ms) {
  const auto at = entries_.find(token);
  if (at == entries_.end() || at->second.expires_ms <= now_ms) {
    throw ServiceError(403, "AccessDeniedException", "the session is unknown or has expired; ask for a new URL");
  }
  return at->second.session;
}

std::string query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    const auto equals = part.find('=');
    if (equals != std::string_view::npos && part.substr(0, equals) == name) return std::string(part.substr(equals + 1));
  }
  return {};
}

}  // namespace skyline::emulator
