// SPDX-License-Identifier: Apache-2.0
#include "support/coded_units.hpp"

#include <memory>

#include "support/frame_code.hpp"
#include "support/process.hpp"
#include "support/unit_source.hpp"

namespace skyline::test {

CodedUnits::CodedUnits(int count, int gop, std::chrono::milliseconds interval, int width, int height) {
  UnitSource source(width, height);
  const auto steady = std::chrono::steady_clock::now() - count * interval;
  const auto system =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) - count * interval;
  for (int i = 0; i < count; ++i) {
    auto unit = std::make_shared<EncodedUnit>(*source.next(i % gop == 0));
    unit->pts = steady + i * interval;
    unit->capture_time = system + i * interval;
    units_.push_back(std::move(unit));
  }
}

std::int64_t CodedUnits::time_ms(std::size_t index) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(units_[index]->capture_time.time_since_epoch()).count();
}

std::vector<std::uint32_t> frame_codes(const std::string& file, int width, int height) {
  const TemporaryFolder folder;
  const auto raw = folder.file("raw");
  static_cast<void>(run_process(
      {"ffmpeg", "-v", "error", "-i", file, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", raw}));
  const auto pixels = read_file(raw);
  const auto picture = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  std::vector<std::uint32_t> codes;
  for (std::size_t at = 0; at + picture <= pixels.size(); at += picture) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(pixels.data()) + at;
    codes.push_back(read_frame_code(first, width, width, height).value_or(0xffffffff));
  }
  return codes;
}

}  // namespace skyline::test
