// SPDX-License-Identifier: Apache-2.0
#include "support/frame_code.hpp"

#include <cmath>
#include <cstring>
#include <stdexcept>

namespace skyline::test {
namespace {

constexpr int kColumns = 20;
constexpr int kRows = 2;
constexpr int kCells = kColumns * kRows;
constexpr int kCellsInWidth = 40;
constexpr int kMiddle = 128;
// Cells this close to the middle are neither black nor white: a grey picture holds no code.
constexpr int kUndecided = 32;

struct Cell {
  int left;
  int top;
  int right;
  int bottom;
};

// Edges are rounded from fractions of the width, so a scaled picture has them where its reader looks.
Cell cell_at(int number, int width) {
  const double size = static_cast<double>(width) / kCellsInWidth;
  const int column = number % kColumns;
  const int row = number / kColumns;
  const auto edge = [size](int cells) { return static_cast<int>(std::lround(cells * size)); };
  return {edge(column), edge(row), edge(column + 1), edge(row + 1)};
}

// The edges of a cell bleed into its neighbour in lossy encoding: only its middle counts.
Cell middle_of(const Cell& cell) {
  const int x = (cell.right - cell.left) / 4;
  const int y = (cell.bottom - cell.top) / 4;
  return {cell.left + x, cell.top + y, cell.right - x, cell.bottom - y};
}

bool large_enough(int width, int height) {
  return width >= kFrameCodeMinWidth && height >= kFrameCodeMinHeight && cell_at(kCells - 1, width).bottom <= height;
}

// CRC-8, polynomial 0x07. The start value makes sure that all black and all white are no code.
std::uint8_t checksum(std::uint32_t number) {
  unsigned crc = 0x5A;
  for (int byte = 0; byte < 4; ++byte) {
    crc ^= (number >> (8 * byte)) & 0xFF;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x80) != 0 ? (crc << 1) ^ 0x107 : crc << 1;
  }
  return static_cast<std::uint8_t>(crc);
}

int mean(const std::uint8_t* pixels, std::ptrdiff_t stride, const Cell& cell, int pixel_bytes) {
  long sum = 0;
  for (int y = cell.top; y < cell.bottom; ++y) {
    for (int x = cell.left; x < cell.right; ++x) sum += pixels[y * stride + std::ptrdiff_t{x} * pixel_bytes];
  }
  return static_cast<int>(sum / ((cell.right - cell.left) * (cell.bottom - cell.top)));
}

}  // namespace

void draw_frame_code(std::uint8_t* pixels, std::ptrdiff_t stride, int width, int height, int pixel_bytes,
                     std::uint32_t number) {
  if (!large_enough(width, height)) throw std::invalid_argument("frame code: the picture is too small");
  const std::uint64_t bits = (std::uint64_t{number} << 8) | checksum(number);
  for (int i = 0; i < kCells; ++i) {
    const Cell cell = cell_at(i, width);
    const int value = ((bits >> (kCells - 1 - i)) & 1) != 0 ? 255 : 0;
    const auto bytes = static_cast<std::size_t>(cell.right - cell.left) * static_cast<std::size_t>(pixel_bytes);
    for (int y = cell.top; y < cell.bottom; ++y) {
      std::memset(pixels + y * stride + std::ptrdiff_t{cell.left} * pixel_bytes, value, bytes);
    }
  }
}

std::optional<std::uint32_t> read_frame_code(const std::uint8_t* pixels, std::ptrdiff_t stride, int width, int height,
                                             int pixel_bytes) {
  if (!large_enough(width, height)) return std::nullopt;
  std::uint64_t bits = 0;
  for (int i = 0; i < kCells; ++i) {
    const int value = mean(pixels, stride, middle_of(cell_at(i, width)), pixel_bytes);
    if (std::abs(value - kMiddle) < kUndecided) return std::nullopt;
    bits = (bits << 1) | (value > kMiddle ? 1U : 0U);
  }
  const auto number = static_cast<std::uint32_t>(bits >> 8);
  if (checksum(number) != (bits & 0xFF)) return std::nullopt;
  return number;
}

}  // namespace skyline::test
