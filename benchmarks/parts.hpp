// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "frames.hpp"
#include "report.hpp"

namespace bench {

/// What all parts share.
struct Bench {
  bool quick;
  Frames frames;
  Report report{};
  std::string folder{};  ///< for recordings
};

struct Part {
  const char* name;
  const char* what;
  void (*run)(Bench&);
};

/// In the order they run.
[[nodiscard]] const std::vector<Part>& parts();

}  // namespace bench
