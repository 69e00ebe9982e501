// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace skyline {

inline constexpr int kGlyphWidth = 5;
inline constexpr int kGlyphHeight = 7;

/// A picture of a character: a byte a row from the top, its five low bits the pixels from left to right.
using Glyph = std::array<std::uint8_t, kGlyphHeight>;

/// Digits, ':', '.', '-', '#', 'U', 'T', 'C'; empty for any other character.
[[nodiscard]] const Glyph& glyph(char character);

}  // namespace skyline
