// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "net/server/http_server.hpp"
#include "net/server/socket_stream.hpp"

namespace skyline::net {

/// By when reading and writing have to be over.
struct Deadlines {
  using Time = std::chrono::steady_clock::time_point;
  Time read = Time::max();
  Time write = Time::max();
};

/// A client's connection: its requests one after the other, each handed to the handler. The server's thread only.
class Connection {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `options` outlive this.
  Connection(SocketStream stream, const HttpServerOptions& options, std::uint16_t port);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves until the connection ends, in whatever way. Throws nothing.
  [[nodiscard]] awaitable<void> run();
  /// Closes the connection when something has waited for too long.
  void check(Time now);

  /// Exchange's; see there.
  [[nodiscard]] boost::asio::any_io_executor executor() { return stream_.socket().get_executor(); }
  [[nodiscard]] awaitable<std::size_t> read(std::span<std::uint8_t> into);
  [[nodiscard]] awaitable<void> respond(const Reply& reply);
  [[nodiscard]] awaitable<void> begin(const Reply& head);
  [[nodiscard]] awaitable<void> write(std::string_view bytes);
  [[nodiscard]] awaitable<void> finish();
  void abort() { stream_.reset(); }
  [[nodiscard]] bool peer_gone() { return stream_.peer_gone(); }
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] bool finished() const { return finished_; }
  void set_idle_limit(std::chrono::milliseconds limit);

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  awaitable<void> serve();
  awaitable<bool> serve_request();
  awaitable<bool> wait_for_request();
  awaitable<bool> read_head();
  awaitable<void> refuse(int status);
  awaitable<void> call_handler();
  awaitable<bool> conclude();
  awaitable<void> linger();
  awaitable<bool> fill();
  awaitable<void> send(std::string_view text);
  awaitable<void> send_continue();
  [[nodiscard]] RequestHead head();
  [[nodiscard]] std::string head_of_reply(const Reply& reply, std::string_view framing) const;

  SocketStream stream_;
  const HttpServerOptions& options_;
  std::uint16_t port_;
  boost::beast::flat_buffer buffer_;

  // Of the present request.
  std::optional<Parser> parser_;
  std::chrono::milliseconds idle_limit_;
  bool expects_continue_ = false;
  int status_ = 0;  // of the reply; 0 before it has begun
  bool finished_ = false;
  bool chunked_ = false;
  bool keep_alive_ = false;

  // Shared with what waits: when the server stops, coroutines that wait are destroyed in any order.
  std::shared_ptr<Deadlines> deadlines_ = std::make_shared<Deadlines>();
};

}  // namespace skyline::net
