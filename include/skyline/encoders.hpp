// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "skyline/export.hpp"

namespace skyline {

struct EncoderInfo {
  std::string element;  ///< GStreamer element
  bool hardware = false;
  bool works = false;   ///< it has encoded a test picture
  bool chosen = false;  ///< the first one that works
  std::string reason;   ///< why it was rejected, and what would help; empty when it works
};

/// Every candidate in the order they are tried, each proved by really encoding. The first call takes up to a few
/// seconds; the answer is remembered.
[[nodiscard]] SKYLINE_API std::vector<EncoderInfo> probe_encoders();

}  // namespace skyline
