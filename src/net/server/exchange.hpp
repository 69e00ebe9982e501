// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/server/coroutine.hpp"

namespace skyline::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a request's head says, as received: nothing is decoded or folded.
struct RequestHead {
  std::string method;
  std::string path;   ///< of the target, up to the question mark
  std::string query;  ///< what follows the question mark
  Headers headers;    ///< in the order they came
  std::string peer;   ///< the client's address, without port
  bool peer_is_loopback = false;
  std::uint16_t port = 0;  ///< ours, that it came in by

  /// The first header of that name, whatever its case; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Reply {
  int status = 200;
  Headers headers{};
  std::string body{};
};

class Connection;

/// One request and its reply. All is for the server's thread only. Whatever is awaited throws
/// boost::system::system_error when the connection is gone; a handler lets it pass.
///
/// A reply may begin before the request's body has ended, and reading and writing may wait at the same time: one reader
/// and one writer.
class Exchange {
 public:
  Exchange(Connection& connection, RequestHead head) : connection_(connection), head_(std::move(head)) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  [[nodiscard]] const RequestHead& head() const { return head_; }
  [[nodiscard]] boost::asio::any_io_executor executor() const;

  /// The next bytes of the body, as soon as there are any; 0 at its end. A client that expects a "100 Continue" gets
  /// it.
  [[nodiscard]] awaitable<std::size_t> read(std::span<std::uint8_t> into);
  /// All of the body that is left. Throws std::length_error beyond `most` bytes.
  [[nodiscard]] awaitable<std::string> read_all(std::size_t most);

  /// A whole reply. Once, and instead of begin(). It is not copied: it outlives the call.
  [[nodiscard]] awaitable<void> respond(const Reply& reply);
  /// The head of a reply whose length is not known, at once on its way; what `head` has as body is not sent.
  [[nodiscard]] awaitable<void> begin(const Reply& head);
  /// One chunk of it, at once on its way. Waits until the system has taken it. Nothing is sent for no bytes.
  [[nodiscard]] awaitable<void> write(std::string_view bytes);
  /// The end of it. What of the request's body has not come yet is then thrown away.
  [[nodiscard]] awaitable<void> finish();

  /// Resets the connection (TCP RST); what waits throws.
  void abort();
  /// Whether the client has left, for a reply that has nothing to write for a long time: nobody else tells it. A client
  /// that leaves TLS in good order is seen as gone only when something is written.
  [[nodiscard]] bool peer_gone() const;
  [[nodiscard]] bool begun() const;
  /// The reply's; 0 before it has begun.
  [[nodiscard]] int status() const;
  [[nodiscard]] bool finished() const;

  /// How long a read may find nothing and a write may be stuck before the connection is closed; until this request
  /// ends.
  void set_idle_limit(std::chrono::milliseconds limit);

 private:
  Connection& connection_;
  RequestHead head_;
};

}  // namespace skyline::net
