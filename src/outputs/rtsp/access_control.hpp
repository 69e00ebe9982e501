// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "outputs/rtsp/digest.hpp"

namespace skyline::rtsp {

using SteadyTime = std::chrono::steady_clock::time_point;

/// The nonces given out on one connection; nobody else's are valid there. One thread.
class Nonces {
 public:
  static constexpr std::chrono::seconds kLife{30};
  enum class Check { kGood, kStale, kUnknown, kReplayed };

  /// A new one of 128 random bits; the oldest of more than a few is forgotten.
  [[nodiscard]] std::string issue(SteadyTime now);
  /// Whether a nonce lives here.
  [[nodiscard]] Check look(std::string_view nonce, SteadyTime now) const;
  /// Counts a use whose response was right. `nc` must grow with each use of a nonce; 0: the client does not count.
  [[nodiscard]] Check use(std::string_view nonce, std::uint64_t nc, SteadyTime now);

 private:
  struct Nonce {
    std::string text;
    SteadyTime issued;
    std::uint64_t highest = 0;
  };
  [[nodiscard]] const Nonce* find(std::string_view nonce) const;
  std::list<Nonce> all_;
};

/// Slows down who guesses: after a few failures an address is not listened to for a time that doubles. A table with
/// a bound; the oldest is forgotten. One thread.
class Throttle {
 public:
  static constexpr int kFree = 5;
  static constexpr std::chrono::seconds kLongest{60};

  [[nodiscard]] bool blocked(const std::string& address, SteadyTime now) const;
  void failed(const std::string& address, SteadyTime now);
  void succeeded(const std::string& address);

 private:
  struct Record {
    int failures = 0;
    SteadyTime last{};
    SteadyTime blocked_until{};
  };
  std::map<std::string, Record> records_;
};

struct Viewer {
  std::string name;
  Secret password;
  std::vector<std::string> paths;  ///< empty: all
  [[nodiscard]] bool may_watch(std::string_view path) const;
};

struct Request {
  std::string_view method;
  std::string_view uri;            ///< as in the request line
  std::string_view authorization;  ///< the header; empty without one
};

enum class Verdict {
  kGood,
  kMissing,  ///< no credentials
  kStale,    ///< right, but for a nonce that is too old
  kWrong,
};

/// Who may watch. Knows no time and no connection: both are given to it.
class AccessControl {
 public:
  AccessControl(std::string realm, std::vector<Viewer> viewers, bool basic)
      : realm_(std::move(realm)), viewers_(std::move(viewers)), basic_(basic) {}

  struct Answer {
    Verdict verdict;
    const Viewer* viewer = nullptr;  ///< with kGood
  };
  [[nodiscard]] Answer check(const Request& request, Nonces& nonces, SteadyTime now) const;
  /// The WWW-Authenticate headers for a 401.
  [[nodiscard]] std::vector<std::string> challenges(Nonces& nonces, bool stale, SteadyTime now) const;

 private:
  [[nodiscard]] Answer check_basic(const Authorization& given) const;
  [[nodiscard]] Answer check_digest(const Authorization& given, const Request& request, Nonces& nonces,
                                    SteadyTime now) const;
  [[nodiscard]] const Viewer* find(std::string_view name) const;

  const std::string realm_;
  const std::vector<Viewer> viewers_;
  const bool basic_;
};

}  // namespace skyline::rtsp
