// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace skyline::emulator {

using TagMap = std::map<std::string, std::string>;

/// {"key": "value"}. Throws ServiceError(InvalidArgumentException).
[[nodiscard]] TagMap tags_from_map(const nlohmann::json& json);

/// `tags` with those of `added`, within the service's limits: 50, keys to 128 bytes, values to 256. Throws
/// ServiceError.
[[nodiscard]] TagMap with_tags(TagMap tags, const TagMap& added);

}  // namespace skyline::emulator
