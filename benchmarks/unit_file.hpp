// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bench {

/// An encoded unit in Annex B form, ready to be sent.
struct ReadyUnit {
  bool key = false;
  std::vector<std::uint8_t> data;
};

/// Units on their way from the process that encodes them to the one that sends them; the first is a key unit. Both
/// throw when the file cannot be used.
void write_units(const std::string& path, std::span<const ReadyUnit> units);
[[nodiscard]] std::vector<ReadyUnit> read_units(const std::string& path);

}  // namespace bench
