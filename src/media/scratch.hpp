// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace skyline {

/// This thread's scratch memory, 64-byte aligned and with undefined content; valid until the thread's next call. It
/// is reused from call to call, and given back once many calls in a row needed far less than is held (0 counts as a
/// call). Null when memory runs out, or for 0 bytes.
[[nodiscard]] std::uint8_t* thread_scratch(std::size_t bytes) noexcept;

/// How much this thread holds at the moment.
[[nodiscard]] std::size_t thread_scratch_held() noexcept;

}  // namespace skyline
