// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "scene.hpp"
#include "shared_memory.hpp"

namespace bench {

/// The frames every contender puts, drawn once and played forth and back. Each process writes the frame's number into
/// its private copy just before it uses a frame.
class Frames {
 public:
  static constexpr int kCount = 60;

  /// Draws them, or takes them from the start of a video file, scaled. Throws when that cannot be read.
  explicit Frames(const std::string& video);
  /// Maps those of the parent process.
  explicit Frames(int descriptor);

  /// Frame `number` with its machine-readable number in it; kFrameBytes, valid until the same memory comes round again.
  [[nodiscard]] std::uint8_t* frame(std::uint32_t number);
  [[nodiscard]] int descriptor() const { return memory_.descriptor(); }

  /// Which of them frame `number` is.
  [[nodiscard]] static std::size_t position(std::uint32_t number);

 private:
  SharedMemory memory_;
};

}  // namespace bench
