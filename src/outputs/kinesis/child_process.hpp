// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace skyline::kinesis {

struct ChildLimits {
  std::chrono::milliseconds time{30'000};
  std::size_t output = 64U << 10U;
  std::function<bool()> interrupted;            ///< asked for every few hundredths of a second
  std::vector<std::string> hidden_variables{};  ///< of the environment, that the child does not get
};

/// Runs a program, found by PATH, to its end and gives what it writes to standard output. Standard input and error are
/// /dev/null; it inherits no other descriptor. Throws Error, without output and arguments, when it cannot be started,
/// fails, or passes a limit; it is then killed with its process group.
[[nodiscard]] std::string run_child(const std::vector<std::string>& words, const ChildLimits& limits);

}  // namespace skyline::kinesis
