// SPDX-License-Identifier: Apache-2.0
#include "frames.hpp"

#include <sys/mman.h>

#include "support/frame_code.hpp"

namespace bench {
namespace {

constexpr std::size_t kBytes = kFrameBytes * Frames::kCount;

// Forth and back: a jump from the last frame to the first would be a scene cut.
std::size_t position(std::uint32_t number) {
  constexpr std::uint32_t kTurn = 2 * Frames::kCount - 2;
  const std::uint32_t step = number % kTurn;
  return step < Frames::kCount ? step : kTurn - step;
}

}  // namespace

Frames::Frames() : memory_(kBytes) {
  const Scene scene;
  auto* pixels = static_cast<std::uint8_t*>(memory_.data());
  for (int i = 0; i < kCount; ++i) scene.draw(i, pixels + static_cast<std::size_t>(i) * kFrameBytes);
}

Frames::Frames(int descriptor) : memory_(descriptor, kBytes, SharedMemory::Access::kPrivate) {
  // All pages are there before anything is measured, as in an application that has just drawn its frame.
  for (std::uint32_t i = 0; i < kCount; ++i) static_cast<void>(frame(i));
  madvise(memory_.data(), kBytes, MADV_POPULATE_READ);
}

std::uint8_t* Frames::frame(std::uint32_t number) {
  auto* pixels = static_cast<std::uint8_t*>(memory_.data()) + position(number) * kFrameBytes;
  skyline::test::draw_frame_code(pixels, std::ptrdiff_t{3} * kWidth, kWidth, kHeight, 3, number);
  return pixels;
}

}  // namespace bench
