// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "skyline/output.hpp"

/// Matroska as Kinesis Video Streams takes it: a header for each connection, then a cluster for each fragment, its size
/// left open so that units can go out as they come. docs/decisions/0007-kinesis-producer.md says which library does
/// what.
namespace skyline::kinesis {

using Bytes = std::vector<std::uint8_t>;
using Tag = std::pair<std::string, std::string>;  ///< name and value

/// EBML head, open segment, segment information and one H.264 track. Empty when the parameter sets are not valid.
[[nodiscard]] Bytes mkv_header(const CodecConfig& config);

/// One Tags element for each tag. In front of a cluster they belong to it.
void append_tags(std::span<const Tag> tags, Bytes& to);

/// Tells the service that the open fragment is complete.
[[nodiscard]] Bytes end_of_fragment_tag();

/// The beginning of a cluster at a time in milliseconds since 1970.
void append_cluster_head(std::int64_t time_ms, Bytes& to);

/// One unit, `offset_ms` after its cluster's time.
void append_block(const EncodedUnit& unit, std::int16_t offset_ms, Bytes& to);

}  // namespace skyline::kinesis
