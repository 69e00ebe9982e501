// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/hls_playlist.hpp"

namespace skyline::emulator {

/// What one URL of GetHLSStreamingSessionURL stands for.
struct HlsSession {
  std::string stream_arn;
  HlsSettings settings;
  HlsPlaylist playlist;
  std::vector<Track> tracks;  ///< of its first fragment; all others have to have the same
  std::uint64_t bits_per_second = 0;
};

/// The sessions that are open, by their tokens. At most 1000; one that has expired makes room. One thread.
class HlsSessions {
 public:
  /// Returns the session's token. Throws ServiceError(ClientLimitExceededException) when there are too many.
  [[nodiscard]] std::string open(HlsSession session, std::int64_t now_ms);

  /// Throws ServiceError with 403 when there is no such session or its time is over.
  [[nodiscard]] HlsSession& find(const std::string& token, std::int64_t now_ms);

 private:
  struct Entry {
    HlsSession session;
    std::int64_t expires_ms = 0;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

/// The value of `name` in the query of a URL ("a=1&b=2"); empty when there is none. Nothing is decoded: numbers and
/// tokens need no escapes.
[[nodiscard]] std::string query_value(std::string_view query, std::string_view name);

}  // namespace skyline::emulator
