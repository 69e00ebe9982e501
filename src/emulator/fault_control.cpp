// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "emulator/service.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

nlohmann::json show_faults(Call& call) {
  if (!call.exchange.head().peer_is_loopback)
    throw ServiceError(403, "AccessDeniedException", "Only from this machine.");
  return call.service.faults.show();
}

nlohmann::json set_faults(Call& call) {
  if (!call.exchange.head().peer_is_loopback)
    throw ServiceError(403, "AccessDeniedException", "Only from this machine.");
  call.service.faults.set(call.body);
  return call.service.faults.show();
}

constexpr std::array kRoutes = {
    Route{.path = "/faults", .api = "ShowFaults", .answer = show_faults, .method = "GET", .is_signed = false},
    Route{.path = "/faults", .api = "SetFaults", .answer = set_faults, .is_signed = false},
};

}  // namespace

std::span<const Route> fault_routes() { return kRoutes; }

}  // namespace skyline::emulator
