// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <string>
#include <variant>

#include "net/server/coroutine.hpp"

namespace skyline::net {

struct ServerTls;

/// Throws Error when certificate or key cannot be used.
[[nodiscard]] boost::asio::ssl::context make_tls_context(const ServerTls& tls);

/// A connection, plain or under TLS. One reader and one writer at a time; the server's thread.
class SocketStream {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using TlsStream = boost::asio::ssl::stream<Socket>;

  /// `tls` null: plain. It outlives this.
  SocketStream(Socket socket, boost::asio::ssl::context* tls);

  [[nodiscard]] awaitable<void> handshake();
  /// What there is, at least a byte; 0 at the end of the stream. Throws system_error.
  [[nodiscard]] awaitable<std::size_t> read_some(boost::asio::mutable_buffer into);
  /// All of it. Throws system_error.
  [[nodiscard]] awaitable<void> write(boost::asio::const_buffer bytes);

  /// Whether the peer has closed or reset the connection, and nothing of his is left to be read. Does not wait.
  [[nodiscard]] bool peer_gone();

  /// The peer sees the end of the stream; reading goes on.
  void shutdown_send();
  void close();
  /// Closes with a reset.
  void reset();

  [[nodiscard]] Socket& socket();

 private:
  std::variant<Socket, TlsStream> stream_;
};

}  // namespace skyline::net
