// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/client/http_client.hpp"

namespace skyline::net {

/// A request whose body is made while it goes out, and whose reply is read meanwhile: both for as long as it takes. One
/// upload at a time. Of its methods, one may be called at a time: threads that share it share a lock. Only wait() and
/// wake() need none; wait() is for one thread, the one that looks after the upload.
class HttpUpload {
 public:
  /// The other side of an upload; called from turn() only.
  class Peer {
   public:
    Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    virtual ~Peer() = default;

    enum class Fill { kBytes, kNothingNow, kEnd };
    /// Puts up to `room` bytes of the body at `to`, their number into `count`. After kNothingNow it is asked again when
    /// more() was called.
    virtual Fill fill(char* to, std::size_t room, std::size_t& count) = 0;
    /// Bytes of the reply, when its status is 200. May throw: the upload then fails with that text.
    virtual void receive(std::string_view bytes) = 0;
  };

  HttpUpload();
  HttpUpload(const HttpUpload&) = delete;
  HttpUpload& operator=(const HttpUpload&) = delete;
  ~HttpUpload();

  /// Begins; `request.body` is not used. `peer` is to live until cancel() or the next begin(). Throws Error on a
  /// request that cannot be made.
  void begin(const HttpRequest& request, Peer& peer);
  /// Sends and receives what can be, without waiting. False when the upload is over.
  bool turn();
  /// Waits until turn() has something to do, for wake(), or the deadline.
  void wait(std::chrono::steady_clock::time_point deadline);
  /// The peer has bytes again.
  void more();
  /// Ends it at once; the connection is closed.
  void cancel();

  [[nodiscard]] bool active() const;
  /// All bytes the peer had are with the system: until it has more, or the server says something, there is nothing to
  /// do.
  [[nodiscard]] bool resting() const;
  /// The reply's head as far as it has come, with its body when the status is not 200.
  [[nodiscard]] const HttpResponse& response() const;
  /// Why it ended; empty when a whole reply came.
  [[nodiscard]] const std::string& failure() const;

  /// Makes wait() return, now or the next time; any thread.
  void wake() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline::net
