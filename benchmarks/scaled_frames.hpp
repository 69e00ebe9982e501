// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "frame_size.hpp"
#include "frames.hpp"
#include "shared_memory.hpp"

namespace bench {

/// The frames at another size, without numbers in them, in memory that child processes inherit.
class ScaledFrames {
 public:
  ScaledFrames(Frames& frames, FrameSize size);
  /// Maps those of the parent process.
  ScaledFrames(int descriptor, FrameSize size);

  /// BGR, rows without gaps; nobody writes to it.
  [[nodiscard]] const std::uint8_t* frame(std::uint32_t number) const;
  [[nodiscard]] int descriptor() const { return memory_.descriptor(); }

 private:
  FrameSize size_;
  SharedMemory memory_;
};

}  // namespace bench
