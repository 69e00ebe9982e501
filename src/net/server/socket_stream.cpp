// SPDX-License-Identifier: Apache-2.0
#include "net/server/socket_stream.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <string_view>

#include "net/server/http_server.hpp"
#include "skyline/error.hpp"

namespace skyline::net {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using boost::system::error_code;

/// HTTP/1.1 is all that is spoken: to a client that offers anything else only, the handshake is refused.
int choose_protocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void* /*self*/) {
  constexpr std::string_view kWanted = "http/1.1";
  for (unsigned at = 0; at < in_size; at += in[at] + 1U) {
    if (in[at] != kWanted.size() || in_size - at <= in[at]) continue;
    // OpenSSL's interface: the choice points into the client's list.
    if (std::string_view(reinterpret_cast<const char*>(in + at + 1), in[at]) != kWanted) continue;
    *out = in + at + 1;
    *out_size = in[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool is_end(const error_code& error) { return error == asio::error::eof || error == ssl::error::stream_truncated; }

}  // namespace

ssl::context make_tls_context(const ServerTls& tls) {
  ssl::context context(ssl::context::tls_server);
  try {
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_alpn_select_cb(context.native_handle(), choose_protocol, nullptr);
    context.use_certificate_chain(asio::buffer(tls.certificates));
    context.use_private_key(asio::buffer(tls.private_key.reveal()), ssl::context::pem);
  } catch (const boost::system::system_error& error) {
    throw Error(fmt::format("TLS: the certificate or its key cannot be used: {}; give both in PEM", error.what()));
  }
  return context;
}

SocketStream::SocketStream(Socket socket, ssl::context* tls)
    : stream_(tls != nullptr ? std::variant<Socket, TlsStream>(std::in_place_type<TlsStream>, std::move(socket), *tls)
                             : std::variant<Socket, TlsStream>(std::move(socket))) {
  error_code ignored;  // of no use, and harmless, for a peer that is gone already
  this->socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

awaitable<void> SocketStream::handshake() {
  if (auto* tls = std::get_if<TlsStream>(&stream_)) {
    co_await tls->async_handshake(ssl::stream_base::server, asio::use_awaitable);
  }
}

awaitable<std::size_t> SocketStream::read_some(asio::mutable_buffer into) {
  error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  std::size_t got = 0;
  if (auto* tls = std::get_if<TlsStream>(&stream_)) {
    got = co_await tls->async_read_some(into, token);
  } else {
    got = co_await std::get<Socket>(stream_).async_read_some(into, token);
  }
  if (error && !is_end(error)) throw boost::system::system_error(error);
  co_return got;
}

bool SocketStream::peer_gone() {
  char byte = 0;
  const auto got = recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

awaitable<void> SocketStream::write(asio::const_buffer bytes) {
  if (auto* tls = std::get_if<TlsStream>(&stream_)) {
    co_await asio::async_write(*tls, bytes, asio::use_awaitable);
  } else {
    co_await asio::async_write(std::get<Socket>(stream_), bytes, asio::use_awaitable);
  }
}

void SocketStream::shutdown_send() {
  error_code ignored;  // the peer may be gone
  socket().shutdown(Socket::shutdown_send, ignored);
}

void SocketStream::close() {
  error_code ignored;
  socket().close(ignored);
}

void SocketStream::reset() {
  error_code ignored;
  socket().set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

SocketStream::Socket& SocketStream::socket() {
  auto* tls = std::get_if<TlsStream>(&stream_);
  return tls != nullptr ? tls->next_layer() : std::get<Socket>(stream_);
}

}  // namespace skyline::net
