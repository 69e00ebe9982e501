// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/test_source.hpp"

#include <chrono>

namespace skyline::cli {

TestSource::TestSource(const SourceSettings& settings)
    : fps_(settings.fps.value_or(30)),
      size_(settings.size.value_or(Size{1280, 720})),
      scene_(size_.width, size_.height) {}

SourceShape TestSource::open(const Stop& /*stop*/) { return {fps_, size_}; }

void TestSource::run(SkyLine& sky, const Stop& stop) {
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> period{1 / fps_};
  const auto start = Clock::now();
  for (std::uint64_t index = 0;;) {
    const auto now = std::chrono::system_clock::now();
    sky.put(scene_.draw(index, now), now);
    // The index follows the clock: on a machine that is too slow the scene skips frames instead of running late.
    const auto passed = static_cast<std::uint64_t>((Clock::now() - start) / period);
    index = std::max(index, passed) + 1;
    const auto due = start + std::chrono::duration_cast<Clock::duration>(period * static_cast<double>(index));
    if (stop.wait_until(due)) return;
  }
}

}  // namespace skyline::cli
