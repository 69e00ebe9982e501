// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace skyline::cli {

/// The command line is wrong: exit code 2. what() is one line that says what to do.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something could not be had or broke: exit code 1. what() is one line that says what to do.
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline constexpr int kExitOk = 0;
inline constexpr int kExitRunTime = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;

}  // namespace skyline::cli
