// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "emulator/fragment.hpp"

namespace skyline::emulator {

/// Name and value of tags, in order.
using TagList = std::vector<std::pair<std::string, std::string>>;

/// An EBML element: id, size in 8 bytes, payload.
[[nodiscard]] Bytes ebml_element(std::uint32_t id, const Bytes& payload);

/// A Matroska Tags element with one Tag that holds them all. Empty for an empty list.
[[nodiscard]] Bytes tags_element(const TagList& tags);

}  // namespace skyline::emulator
