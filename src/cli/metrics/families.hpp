// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/metrics/exposition.hpp"
#include "cli/stream_report.hpp"

namespace skyline::cli {

/// An output as the labels name it.
struct LabelledOutput {
  std::string stream;
  std::string output;  ///< unique in its stream
  OutputStats stats;
};

/// What a stream is and does: frames, units, stages.
void add_stream_families(Exposition& out, const std::vector<StreamReport>& reports);

/// What every output has.
void add_output_families(Exposition& out, const std::vector<LabelledOutput>& outputs);

/// What outputs to Kinesis Video Streams have besides; the others are passed over.
void add_kvs_families(Exposition& out, const std::vector<LabelledOutput>& outputs);

}  // namespace skyline::cli
