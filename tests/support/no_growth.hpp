// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "support/eventually.hpp"
#include "support/process.hpp"

namespace skyline::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;  // slow, and memory that is freed is kept back
#else
inline constexpr bool kSanitized = false;
#endif

/// How long a test with the label soak is to take; nothing: a few seconds.
inline std::chrono::minutes soak_time() {
  const auto* minutes = std::getenv("SKYLINE_SOAK_MINUTES");
  return std::chrono::minutes{minutes != nullptr ? std::atoi(minutes) : 0};
}

/// Repeats `cycle` so often (a tenth under a sanitizer), or for the minutes of a soak, after a warm-up; then looks for
/// growth of memory, threads and descriptors.
template <class Cycle>
void expect_no_growth(int cycles, Cycle cycle) {
  constexpr std::size_t kPooledThreads = 3;  // GLib keeps some for the next pipeline
  constexpr std::size_t kMemorySlackKb = 8 * 1024;
  const auto end = std::chrono::steady_clock::now() + soak_time();
  for (int i = 0; i < cycles / 10; ++i) ASSERT_NO_FATAL_FAILURE(cycle());
  const auto threads = entries("/proc/self/task");
  const auto descriptors = entries("/proc/self/fd");
  const auto memory = resident_kb();
  const int most = kSanitized ? cycles / 10 : cycles;
  for (int i = 0; i < most || std::chrono::steady_clock::now() < end; ++i) ASSERT_NO_FATAL_FAILURE(cycle());
  EXPECT_TRUE(eventually([&] { return entries("/proc/self/task") <= threads + kPooledThreads; }));
  EXPECT_TRUE(eventually([&] { return entries("/proc/self/fd") <= descriptors; })) << entries("/proc/self/fd");
  if (!kSanitized) {
    EXPECT_LE(resident_kb(), memory + kMemorySlackKb);
  }
}

}  // namespace skyline::test
