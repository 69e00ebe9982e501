// SPDX-License-Identifier: Apache-2.0
#include "base/backoff.hpp"

#include <random>

namespace skyline {

std::function<double()> system_random() {
  return [engine = std::minstd_rand{std::random_device{}()}]() mutable {
    return std::uniform_real_distribution<>{0.0, 1.0}(engine);
  };
}

}  // namespace skyline
