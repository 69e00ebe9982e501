// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/arguments.hpp"
#include "emulator/selection.hpp"

namespace skyline::emulator {

// What calls on archived media ask for. `infos` is what the stream holds. All throw
// ServiceError(InvalidArgumentException) on arguments that the service refuses.

/// The reply to ListFragments.
[[nodiscard]] nlohmann::json list_fragments(const Arguments& request, const Infos& infos);

/// The numbers in a GetMediaForFragmentList, in their order.
[[nodiscard]] std::vector<std::string> read_fragment_list(const Arguments& request);

/// What a GetClip is made of, in order of its clock. Also throws ResourceNotFoundException when there is nothing.
struct ClipParts {
  Infos infos;
  Clock clock = Clock::kServer;
};
[[nodiscard]] ClipParts clip_parts(const Arguments& request, const Infos& infos, std::int64_t now_ms);

}  // namespace skyline::emulator
