// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "emulator/mkv_parser.hpp"
#include "net/server/exchange.hpp"

namespace skyline::emulator {

struct Ack {
  std::string event;                       ///< "BUFFERING"
  std::optional<std::int64_t> timecode{};  ///< as the producer counts
  std::string number{};                    ///< empty: not told
  std::optional<MediaFault> error{};
};

/// How acknowledgements are sent. By default each is a chunk of its own of compact JSON.
struct AckStyle {
  bool wanted = true;  ///< false: none at all
  bool join = false;   ///< what is due at about the same time is one chunk
  bool split = false;  ///< each byte is a chunk
  bool pretty = false;
  std::chrono::milliseconds delay{0};          ///< from push() on
  std::chrono::milliseconds idle_interval{0};  ///< IDLE after so long without another one
};

/// The acknowledgements of a PutMedia session, each sent when it is due. One thread; the reply has begun already.
class AckQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `sent` is told each text that went out.
  AckQueue(net::Exchange& exchange, AckStyle style, std::function<void(const std::string&)> sent);

  void push(const Ack& ack, std::chrono::milliseconds later = std::chrono::milliseconds{0});
  /// Nothing goes out any more, until hold(false); end_at() still ends it.
  void hold(bool held);
  /// No acknowledgement is sent from now on.
  void stop_acks();
  /// What is in it still goes out, then the reply ends.
  void close();
  /// The reply ends then, with this error if any, and without what is still in it. The earliest call counts.
  void end_at(Time time, std::optional<MediaFault> error = {});
  /// run() returns without ending the reply.
  void abandon();

  /// Sends until the reply has ended.
  [[nodiscard]] net::awaitable<void> run();

 private:
  [[nodiscard]] bool done() const { return abandoned_ || (closed_ && queue_.empty()); }
  [[nodiscard]] Time next_event() const;
  void check_end(Time now);
  void check_idle(Time now);
  [[nodiscard]] std::string take_due(Time now);
  [[nodiscard]] std::string to_text(const Ack& ack) const;
  net::awaitable<void> send(const std::string& text);

  net::Exchange& exchange_;
  AckStyle style_;
  std::function<void(const std::string&)> sent_;
  net::Signal changed_;
  std::multimap<Time, std::string> queue_;  // by when it is due
  Time last_sent_ = std::chrono::steady_clock::now();
  Time end_ = Time::max();
  std::optional<MediaFault> end_error_;
  bool held_ = false;
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace skyline::emulator
