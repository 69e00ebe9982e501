// SPDX-License-Identifier: Apache-2.0
#include "media/glyphs.hpp"

#include <cstddef>
#include <string_view>

namespace skyline {
namespace {

constexpr std::string_view kCharacters = "0123456789:.-#UTC";

// clang-format off
constexpr std::array<Glyph, kCharacters.size()> kGlyphs{{
    {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
    {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111},
    {0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b01110, 0b10000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00100, 0b00100, 0b01000, 0b01000},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00001, 0b01110},
    {0b00000, 0b01100, 0b01100, 0b00000, 0b01100, 0b01100, 0b00000},
    {0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b01100, 0b01100},
    {0b00000, 0b00000, 0b00000, 0b01110, 0b00000, 0b00000, 0b00000},
    {0b01010, 0b01010, 0b11111, 0b01010, 0b11111, 0b01010, 0b01010},
    {0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100},
    {0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110},
}};
// clang-format on

constexpr Glyph kEmpty{};

}  // namespace

const Glyph& glyph(char character) {
  const auto index = kCharacters.find(character);
  return index == std::string_view::npos ? kEmpty : kGlyphs.at(index);
}

}  // namespace skyline
