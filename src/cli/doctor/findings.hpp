// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "skyline/diagnose.hpp"

namespace skyline::cli {

/// A result and the group of checks it belongs to.
struct Finding {
  std::string group;
  CheckResult result;
};

/// What a group of checks has to say, from the thread that checks to the one that tells. Any thread.
class Findings {
 public:
  /// A check begins that may take a while.
  void begin(std::string_view check);
  void add(CheckResult result);
  /// Nothing more comes.
  void close();

  struct News {
    std::optional<std::string> begun;   ///< a check has begun
    std::optional<CheckResult> result;  ///< a check is done; neither: nothing more comes
  };
  /// The next news in order; nothing when none comes within `patience`.
  [[nodiscard]] std::optional<News> next(std::chrono::milliseconds patience);

 private:
  void push(News news);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<News> news_;  // guarded by mutex_; as many as there are checks
};

}  // namespace skyline::cli
