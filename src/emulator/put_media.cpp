// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "emulator/service.hpp"

namespace skyline::emulator {
namespace {
constexpr std::array<Route, 0> kRoutes = {};
}
std::span<const Route> media_routes() { return kRoutes; }
}  // namespace skyline::emulator
