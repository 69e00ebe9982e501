// SPDX-License-Identifier: Apache-2.0
#include "unit_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace bench {
namespace {

struct Head {
  std::uint32_t bytes = 0;
  std::uint32_t key = 0;
};

}  // namespace

void write_units(const std::string& path, std::span<const ReadyUnit> units) {
  std::ofstream file(path, std::ios::binary);
  for (const auto& unit : units) {
    const Head head{static_cast<std::uint32_t>(unit.data.size()), unit.key ? 1U : 0U};
    file.write(reinterpret_cast<const char*>(&head), sizeof head);
    file.write(reinterpret_cast<const char*>(unit.data.data()), head.bytes);
  }
  if (!file.flush()) throw std::runtime_error(fmt::format("{}: cannot be written", path));
}

std::vector<ReadyUnit> read_units(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<ReadyUnit> units;
  for (Head head; file.read(reinterpret_cast<char*>(&head), sizeof head);) {
    ReadyUnit unit{head.key != 0, std::vector<std::uint8_t>(head.bytes)};
    if (!file.read(reinterpret_cast<char*>(unit.data.data()), head.bytes)) break;
    units.push_back(std::move(unit));
  }
  if (units.empty() || !units.front().key) throw std::runtime_error(fmt::format("{}: holds no units", path));
  return units;
}

}  // namespace bench
