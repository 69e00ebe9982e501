// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/arguments.hpp"
#include "emulator/hls_sessions.hpp"
#include "emulator/mp4.hpp"
#include "net/server/exchange.hpp"

namespace skyline::emulator {

/// A stream as those who play it see it.
class PlayableStream {
 public:
  PlayableStream() = default;
  PlayableStream(const PlayableStream&) = delete;
  PlayableStream& operator=(const PlayableStream&) = delete;
  virtual ~PlayableStream() = default;

  [[nodiscard]] virtual const std::string& arn() const = 0;
  [[nodiscard]] virtual bool retains() const = 0;  ///< its retention is not 0
  [[nodiscard]] virtual Infos infos() const = 0;
  /// Throws ServiceError(ResourceNotFoundException) when there is none of that number.
  [[nodiscard]] virtual Fragment load(const std::string& number) const = 0;
};

/// Media for players: clips, and HLS with its sessions. One thread.
class Playback {
 public:
  /// Finds a stream by its ARN. Throws ServiceError(ResourceNotFoundException) when it has been deleted.
  using FindStream = std::function<std::unique_ptr<PlayableStream>(const std::string& arn)>;
  explicit Playback(FindStream find) : find_(std::move(find)) {}

  /// The reply to GetClip. Throws ServiceError.
  [[nodiscard]] static net::Reply get_clip(const Arguments& request, const PlayableStream& stream, std::int64_t now_ms);
  /// The URL for GetHLSStreamingSessionURL, below `endpoint` ("http://127.0.0.1:8080"). Throws ServiceError.
  [[nodiscard]] std::string open_hls(const Arguments& request, const PlayableStream& stream,
                                     const std::string& endpoint, std::int64_t now_ms);

  /// What a session's URLs give: GETs below /hls/v1/, signed by nothing but their token. Throws ServiceError.
  [[nodiscard]] net::Reply get_hls(std::string_view path, std::string_view query, std::int64_t now_ms);

 private:
  [[nodiscard]] static net::Reply segment(const HlsSession& session, const PlayableStream& stream,
                                          std::string_view query);

  FindStream find_;
  HlsSessions sessions_;
};

}  // namespace skyline::emulator
