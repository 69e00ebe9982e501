// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "emulator/arguments.hpp"
#include "emulator/emulated_clock.hpp"
#include "emulator/fault_rules.hpp"
#include "emulator/fragment_store.hpp"
#include "emulator/key_ring.hpp"
#include "emulator/options.hpp"
#include "emulator/playback.hpp"
#include "emulator/session_log.hpp"
#include "emulator/stream_catalog.hpp"
#include "net/server/exchange.hpp"

namespace skyline::emulator {

class LiveSession;

/// All that handlers share. What is not safe for any thread by itself is the server's.
struct Service {
  explicit Service(EmulatorOptions given);

  const EmulatorOptions options;
  EmulatedClock clock;
  KeyRing keys;
  StreamCatalog streams;
  FragmentStore store;
  FaultRules faults;
  Playback playback;  ///< the server's thread
  SessionLog log;
  std::map<std::string, LiveSession*> live{};  ///< the newest PutMedia of a stream, by its id; the server's thread
  std::function<std::string()> endpoint{};     ///< where data goes now: "http://127.0.0.1:1234"
  std::function<bool(std::uint16_t port)> moved_from{};     ///< whether data calls are refused at that port
  std::function<void(std::chrono::seconds time)> refuse{};  ///< refuses connections from now on, for so long

  /// The stream that StreamName or StreamARN names; one of both is required. Throws ServiceError.
  [[nodiscard]] StreamRecord stream_of(const Arguments& arguments) const;
  /// Deletes what is older than the stream's retention.
  void expire(const StreamRecord& stream);
};

/// A request whose signature was found good.
struct Call {
  Service& service;
  net::Exchange& exchange;
  std::string access_key{};  ///< empty when the route needs no signature
  std::string region{};      ///< that it was signed for; likewise
  nlohmann::json body{};     ///< of a control call; null for PutMedia and GET
};

/// What a path leads to: a row has `answer` or `serve`.
struct Route {
  std::string_view path;
  std::string_view api;  ///< its name, for faults and logs
  /// A reply with 200 and this JSON. Throws ServiceError for another one.
  nlohmann::json (*answer)(Call& call) = nullptr;
  /// Replies by itself. A ServiceError that it throws before it has begun its reply is answered for it.
  net::awaitable<void> (*serve)(Call& call) = nullptr;
  std::string_view method = "POST";
  bool is_signed = true;
  bool is_data = false;     ///< is asked at the data endpoint, and refused where that was before it moved
  bool streams_in = false;  ///< the body is media: neither read nor part of the signature
};

/// Each part of the service brings its rows.
[[nodiscard]] std::span<const Route> control_routes();
[[nodiscard]] std::span<const Route> tag_routes();
[[nodiscard]] std::span<const Route> media_routes();
[[nodiscard]] std::span<const Route> fault_routes();
[[nodiscard]] std::span<const Route> consumer_routes();
[[nodiscard]] std::span<const Route> hls_routes();

/// Finds the row, checks the signature, and lets it answer.
[[nodiscard]] net::awaitable<void> dispatch(Service& service, net::Exchange& exchange);

}  // namespace skyline::emulator
