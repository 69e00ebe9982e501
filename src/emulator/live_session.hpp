// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "emulator/mkv_parser.hpp"

namespace skyline::emulator {

/// A PutMedia session as others see it. The server's thread only.
class LiveSession {
 public:
  virtual ~LiveSession() = default;
  /// A newer session has begun: this one's reply ends after so long.
  virtual void retire(std::chrono::milliseconds delay) = 0;
  /// Ends with an ERROR acknowledgement.
  virtual void fail(MediaFault fault) = 0;
};

}  // namespace skyline::emulator
