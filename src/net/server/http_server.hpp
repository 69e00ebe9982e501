// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "net/server/exchange.hpp"
#include "skyline/log.hpp"

namespace skyline::net {

/// Called for every request; answers it before it returns. One that throws before it has answered is answered with 500.
using Handler = std::function<awaitable<void>(Exchange&)>;

struct ServerTls {
  std::string certificates;  ///< PEM text: ours first, then the chain
  Secret private_key;        ///< PEM text
};

struct HttpServerOptions {
  Handler handler;
  std::optional<ServerTls> tls{};
  std::string thread_name = "sky-http";
  std::size_t most_connections = 256;            ///< further ones are closed at once
  std::chrono::milliseconds head_limit{10'000};  ///< for a TLS handshake, and for a head from its first byte on
  std::chrono::milliseconds idle_limit{60'000};  ///< without a request, or within one without a byte
  /// Called for each connection; false resets it. Empty: all come in.
  std::function<bool()> admit{};
  /// Told what goes wrong, on the server's thread; from kDebug, for every connection that breaks off, to kWarning.
  /// Empty: nobody. It is not src/base's log: a program that has that in a shared library, too, would have two of them.
  std::function<void(LogLevel level, std::string_view message)> log{};
  /// What the Date header says. Empty: the system's clock.
  std::function<std::chrono::system_clock::time_point()> now{};
};

/// An HTTP/1.1 server over TCP or TLS (1.2 and newer) with keep-alive. All connections and handlers run on one thread,
/// as coroutines: a handler must not block. Heads are at most 16 KiB and 64 headers.
///
/// The constructor's options do not change. listen(), close() and stop() are for the thread that owns the server, or
/// (the first two) for its handlers.
class HttpServer {
 public:
  /// Throws Error when certificate or key cannot be used.
  explicit HttpServer(HttpServerOptions options);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// Listens at a numeric address; port 0: any free one. Returns the port. Throws Error when it cannot. Several are
  /// fine.
  std::uint16_t listen(const std::string& address, std::uint16_t port);
  /// Listens there no more; connections stay. When it returns, connecting is refused.
  void close(std::uint16_t port);

  void start();
  /// Ends everything at once: handlers that wait are destroyed where they wait. Idempotent; final.
  void stop();

  /// Runs `work` on the server's thread and returns when it is done; right here when it is that thread that calls, or
  /// when there is none. Any thread, but not while stop() is called.
  void run(const std::function<void()>& work);
  /// Of the server's thread; for coroutines that belong to it. Not after stop().
  [[nodiscard]] boost::asio::any_io_executor executor();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline::net
