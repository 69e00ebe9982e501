// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "emulator/playback.hpp"
#include "emulator/service.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;

net::Reply hls_reply(Call& call) {
  try {
    return call.service.playback.get_hls(call.exchange.head().path, call.exchange.head().query,
                                         call.service.clock.now_ms());
  } catch (const ServiceError& error) {
    const Json body = {{"Message", error.what()}};
    return {error.status(), {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", error.name()}}, body.dump()};
  }
}

/// For pages from anywhere, which see refusals too.
net::awaitable<void> get_hls(Call& call) {
  auto reply = hls_reply(call);
  reply.headers.emplace_back("Access-Control-Allow-Origin", "*");
  reply.headers.emplace_back("Cache-Control", "no-cache");
  co_await call.exchange.respond(reply);
}

net::awaitable<void> allow_pages(Call& call) {
  const net::Reply reply{204,
                         {{"Access-Control-Allow-Origin", "*"},
                          {"Access-Control-Allow-Methods", "GET, OPTIONS"},
                          {"Access-Control-Allow-Headers", "*"}},
                         {}};
  co_await call.exchange.respond(reply);
}

Route get(std::string_view path, std::string_view api) {
  return {.path = path, .api = api, .serve = get_hls, .method = "GET", .is_signed = false};
}
/// What a browser asks before it gets.
Route ask(std::string_view path) {
  return {.path = path, .api = "Options", .serve = allow_pages, .method = "OPTIONS", .is_signed = false};
}

}  // namespace

std::span<const Route> hls_routes() {
  static const std::array routes{
      get("/hls/v1/getHLSMasterPlaylist.m3u8", "GetHLSMasterPlaylist"),
      get("/hls/v1/getHLSMediaPlaylist.m3u8", "GetHLSMediaPlaylist"),
      get("/hls/v1/getMP4InitFragment.mp4", "GetMP4InitFragment"),
      get("/hls/v1/getMP4MediaFragment.mp4", "GetMP4MediaFragment"),
      get("/hls/v1/getTSFragment.ts", "GetTSFragment"),
      ask("/hls/v1/getHLSMasterPlaylist.m3u8"),
      ask("/hls/v1/getHLSMediaPlaylist.m3u8"),
      ask("/hls/v1/getMP4InitFragment.mp4"),
      ask("/hls/v1/getMP4MediaFragment.mp4"),
      ask("/hls/v1/getTSFragment.ts"),
  };
  return routes;
}

}  // namespace skyline::emulator
