// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

namespace skyline::test {

/// How a fake hardware encoder behaves; may be changed while it runs.
struct FakeEncoder {
  static constexpr int kNever = -1;
  std::atomic<int> fail_after{kNever};  ///< pictures until it posts an error
  std::atomic<int> hang_after{kNever};  ///< pictures until it swallows them without a word
  std::atomic<int> pictures{0};         ///< seen since the process began
};

/// Registers an element of this name, such as "nvh264enc", that encodes in software behind the name of hardware.
/// Lives as long as the process. It must not be installed for real.
FakeEncoder& register_fake_encoder(const std::string& element);

}  // namespace skyline::test
