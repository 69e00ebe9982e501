// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>

#include "cli/metrics/families.hpp"

namespace skyline::cli {
namespace {

struct Row {
  const char* name;
  const char* type;
  const char* help;
  double (*value)(const OutputStats&);
};

double plain(std::uint64_t count) { return static_cast<double>(count); }

constexpr std::array kRows{
    Row{"skyline_output_open", "gauge", "1 while the output is open.",
        [](const OutputStats& o) { return o.open ? 1.0 : 0.0; }},
    Row{"skyline_output_units_written_total", "counter", "Encoded pictures the output took.",
        [](const OutputStats& o) { return plain(o.units_written); }},
    Row{"skyline_output_bytes_written_total", "counter", "Bytes of these pictures; once, whoever views.",
        [](const OutputStats& o) { return plain(o.bytes_written); }},
    Row{"skyline_output_units_dropped_total", "counter", "Encoded pictures its full queue did not take.",
        [](const OutputStats& o) { return plain(o.units_dropped); }},
    Row{"skyline_output_failures_total", "counter", "Times the output failed to open or to write.",
        [](const OutputStats& o) { return plain(o.failures); }},
    Row{"skyline_viewers", "gauge", "Clients that play now; 0 for outputs without any.",
        [](const OutputStats& o) { return static_cast<double>(o.viewers); }},
};

}  // namespace

void add_output_families(Exposition& out, const std::vector<LabelledOutput>& outputs) {
  for (const auto& row : kRows) {
    out.family(row.name, row.type, row.help);
    for (const auto& each : outputs) {
      out.sample({{"stream", each.stream}, {"output", each.output}}, row.value(each.stats));
    }
  }
}

}  // namespace skyline::cli
