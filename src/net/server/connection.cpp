// SPDX-License-Identifier: Apache-2.0
#include "net/server/connection.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <exception>
#include <limits>
#include <utility>

namespace skyline::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr std::size_t kMostHead = std::size_t{16} << 10U;
constexpr std::size_t kMostHeaders = 64;
constexpr std::size_t kReadSize = std::size_t{16} << 10U;
constexpr std::size_t kMostBuffered = kMostHead + kReadSize;
constexpr auto kLinger = 2s;  // for what is on its way when a reply came before the end of its request

/// Something must be over by then.
class Deadline {
 public:
  using Which = Deadlines::Time Deadlines::*;
  Deadline(std::shared_ptr<Deadlines> deadlines, Which which, std::chrono::milliseconds limit)
      : deadlines_(std::move(deadlines)), which_(which) {
    (*deadlines_).*which_ = std::chrono::steady_clock::now() + limit;
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline() { (*deadlines_).*which_ = Deadlines::Time::max(); }

 private:
  std::shared_ptr<Deadlines> deadlines_;
  Which which_;
};

/// A header's text as it may be sent: a line end in it would begin another header.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
  return text;
}

std::string http_date(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace

Connection::Connection(SocketStream stream, const HttpServerOptions& options, std::uint16_t port)
    : stream_(std::move(stream)),
      options_(options),
      port_(port),
      buffer_(kMostBuffered),
      idle_limit_(options.idle_limit) {}

void Connection::check(Time now) {
  if (now >= std::min(deadlines_->read, deadlines_->write)) stream_.close();
}

void Connection::set_idle_limit(std::chrono::milliseconds limit) {
  idle_limit_ = limit;
  const auto end = std::chrono::steady_clock::now() + limit;
  if (deadlines_->read != Time::max()) deadlines_->read = end;
  if (deadlines_->write != Time::max()) deadlines_->write = end;
}

awaitable<void> Connection::run() {
  try {
    co_await serve();
  } catch (const std::exception& error) {
    if (options_.log) options_.log(LogLevel::kDebug, fmt::format("a connection ended: {}", error.what()));
  }
  stream_.close();
}

awaitable<void> Connection::serve() {
  {
    const Deadline deadline(deadlines_, &Deadlines::read, options_.head_limit);
    co_await stream_.handshake();
  }
  bool more = true;
  while (more) {
    more = co_await serve_request();
  }
}

awaitable<bool> Connection::serve_request() {
  parser_.emplace();
  parser_->header_limit(kMostHead);
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // boost::none refuses all lengths (1.74)
  idle_limit_ = options_.idle_limit;
  status_ = 0;
  finished_ = chunked_ = keep_alive_ = expects_continue_ = false;
  const bool comes = co_await wait_for_request();
  if (!comes) co_return false;
  const bool good = co_await read_head();
  if (!good) co_return false;
  co_await call_handler();
  const bool more = co_await conclude();
  co_return more;
}

awaitable<bool> Connection::wait_for_request() {
  if (buffer_.size() > 0) co_return true;
  const Deadline deadline(deadlines_, &Deadlines::read, idle_limit_);
  const bool more = co_await fill();
  co_return more;
}

awaitable<bool> Connection::read_head() {
  const Deadline deadline(deadlines_, &Deadlines::read, options_.head_limit);
  while (!parser_->is_header_done()) {
    error_code error;
    buffer_.consume(parser_->put(buffer_.data(), error));
    if (error == http::error::need_more) {
      const bool more = co_await fill();
      if (!more) co_return false;
    } else if (error) {
      co_await refuse(error == http::error::header_limit ? 431 : 400);
      co_return false;
    }
  }
  const auto& request = parser_->get();
  if (std::distance(request.begin(), request.end()) > static_cast<std::ptrdiff_t>(kMostHeaders)) {
    co_await refuse(431);
    co_return false;
  }
  if (!request.target().starts_with('/')) {
    co_await refuse(400);
    co_return false;
  }
  parser_->eager(true);
  keep_alive_ = request.keep_alive();
  expects_continue_ = boost::beast::iequals(request[http::field::expect], "100-continue") && request.version() >= 11;
  co_return true;
}

awaitable<void> Connection::refuse(int status) {
  keep_alive_ = false;
  const Reply reply{status};
  co_await respond(reply);
  co_await linger();
}

awaitable<void> Connection::call_handler() {
  Exchange exchange(*this, head());
  try {
    co_await options_.handler(exchange);
  } catch (const boost::system::system_error&) {
    throw;
  } catch (const std::exception& error) {
    if (options_.log) {
      const auto& head = exchange.head();
      options_.log(LogLevel::kWarning, fmt::format("{} {} failed: {}", head.method, head.path, error.what()));
    }
  }
}

awaitable<bool> Connection::conclude() {
  if (!stream_.socket().is_open()) co_return false;
  if (status_ != 0 && !finished_) {  // the peer must not take half a reply for a whole one
    abort();
    co_return false;
  }
  if (status_ == 0) {
    keep_alive_ = false;
    const Reply reply{500};
    co_await respond(reply);
  }
  if (keep_alive_ && parser_->is_done()) co_return true;
  co_await linger();
  co_return false;
}

// Closing a socket with unread bytes resets the connection, and the peer may then never see the reply.
awaitable<void> Connection::linger() {
  stream_.shutdown_send();
  const Deadline deadline(deadlines_, &Deadlines::read, kLinger);
  bool more = true;
  while (more) {
    buffer_.clear();
    more = co_await fill();
  }
}

awaitable<bool> Connection::fill() {
  const auto got = co_await stream_.read_some(buffer_.prepare(std::min(kReadSize, kMostBuffered - buffer_.size())));
  buffer_.commit(got);
  co_return got > 0;
}

awaitable<std::size_t> Connection::read(std::span<std::uint8_t> into) {
  if (expects_continue_ && status_ == 0) co_await send_continue();
  auto& body = parser_->get().body();
  body.data = into.data();
  body.size = into.size();
  while (!parser_->is_done() && body.size == into.size()) {
    error_code error;
    const auto used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error && error != http::error::need_buffer && error != http::error::need_more) {
      throw boost::system::system_error(error);
    }
    if (used == 0 && !parser_->is_done()) {
      const Deadline deadline(deadlines_, &Deadlines::read, idle_limit_);
      const bool more = co_await fill();
      if (!more) throw boost::system::system_error(make_error_code(http::error::partial_message));
    }
  }
  co_return into.size() - body.size;
}

awaitable<void> Connection::send_continue() {
  expects_continue_ = false;
  co_await send("HTTP/1.1 100 Continue\r\n\r\n");
}

awaitable<void> Connection::respond(const Reply& reply) {
  status_ = reply.status;
  // Whoever has not been read to the end is not waited for.
  keep_alive_ = keep_alive_ && parser_->is_done();
  const auto length = fmt::format("Content-Length: {}\r\n", reply.body.size());
  auto text = head_of_reply(reply, length);
  if (parser_->get().method() != http::verb::head) text += reply.body;
  co_await send(text);
  finished_ = true;
}

awaitable<void> Connection::begin(const Reply& head) {
  status_ = head.status;
  if (expects_continue_ && head.status < 300) co_await send_continue();
  chunked_ = parser_->get().version() >= 11;
  keep_alive_ = keep_alive_ && chunked_;
  const auto text = head_of_reply(head, chunked_ ? "Transfer-Encoding: chunked\r\n" : "");
  co_await send(text);
}

awaitable<void> Connection::write(std::string_view bytes) {
  if (bytes.empty()) co_return;
  const auto text = chunked_ ? fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes) : std::string(bytes);
  co_await send(text);
}

awaitable<void> Connection::finish() {
  if (chunked_) co_await send("0\r\n\r\n");
  finished_ = true;
}

awaitable<void> Connection::send(std::string_view text) {
  const Deadline deadline(deadlines_, &Deadlines::write, idle_limit_);
  const asio::const_buffer bytes(text.data(), text.size());
  co_await stream_.write(bytes);
}

RequestHead Connection::head() {
  const auto& request = parser_->get();
  const auto target = request.target();
  const auto mark = std::min(target.find('?'), target.size());
  RequestHead head;
  head.method = std::string(request.method_string());
  head.path = std::string(target.substr(0, mark));
  head.query = std::string(target.substr(std::min(mark + 1, target.size())));
  for (const auto& field : request) head.headers.emplace_back(field.name_string(), field.value());
  const auto peer = stream_.socket().remote_endpoint().address();
  head.peer = peer.to_string();
  head.peer_is_loopback = peer.is_loopback();
  head.port = port_;
  return head;
}

std::string Connection::head_of_reply(const Reply& reply, std::string_view framing) const {
  const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(reply.status)));
  const auto now = options_.now ? options_.now() : std::chrono::system_clock::now();
  auto text = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n{}", reply.status,
                          std::string_view(reason.data(), reason.size()), http_date(now), framing);
  for (const auto& [name, value] : reply.headers) text += fmt::format("{}: {}\r\n", one_line(name), one_line(value));
  if (!keep_alive_) text += "Connection: close\r\n";
  return text + "\r\n";
}

}  // namespace skyline::net
