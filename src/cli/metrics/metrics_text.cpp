// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics/metrics_text.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

#include "cli/console.hpp"
#include "cli/metrics/families.hpp"
#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

constexpr int kLongestReason = 500;

/// A series that comes twice makes all of the text invalid: a name that does gets a number.
std::vector<LabelledOutput> labelled_outputs(const std::vector<StreamReport>& reports) {
  std::vector<LabelledOutput> all;
  for (const auto& report : reports) {
    std::map<std::string, int> seen;
    for (const auto& output : report.stats.outputs) {
      const int number = ++seen[output.name];
      all.push_back({report.name, number == 1 ? output.name : fmt::format("{} #{}", output.name, number), output});
    }
  }
  return all;
}

void add_process_families(Exposition& out, const ProcessReport& process) {
  struct Row {
    const char* name;
    const char* type;
    const char* help;
    std::optional<double> ProcessReport::*value;
  };
  for (const auto& [name, type, help, value] : std::array{
           Row{"process_cpu_seconds_total", "counter", "Time of the processors used, user and system.",
               &ProcessReport::cpu_seconds},
           Row{"process_resident_memory_bytes", "gauge", "Resident memory.", &ProcessReport::resident_bytes},
           Row{"process_virtual_memory_bytes", "gauge", "Virtual memory.", &ProcessReport::virtual_bytes},
           Row{"process_open_fds", "gauge", "Open file descriptors.", &ProcessReport::open_fds},
           Row{"process_max_fds", "gauge", "File descriptors the process may open.", &ProcessReport::max_fds},
           Row{"process_start_time_seconds", "gauge", "When the process started, since 1970.",
               &ProcessReport::start_time_seconds},
       }) {
    if (!(process.*value)) continue;
    out.family(name, type, help);
    out.sample({}, *(process.*value));
  }
}

/// One line, without secrets.
std::string reason(const std::string& what, const std::string& why) {
  const auto text = why.empty() ? what : fmt::format("{}: {}", what, mask_urls(why));
  return one_line(text, kLongestReason) + '\n';
}

}  // namespace

std::string metrics_text(const std::vector<StreamReport>& reports, const ProcessReport& process,
                         std::string_view version) {
  const auto outputs = labelled_outputs(reports);
  Exposition out;
  out.family("skyline_build_info", "gauge", "1, with the version of the program.");
  out.sample({{"version", version}}, 1);
  add_stream_families(out, reports);
  add_output_families(out, outputs);
  add_kvs_families(out, outputs);
  add_process_families(out, process);
  return out.text();
}

std::string unhealthy_text(const std::vector<StreamReport>& reports) {
  std::string text;
  for (const auto& [name, state, stats] : reports) {
    if (state == State::kError) text += reason(fmt::format("{}: cannot encode", name), stats.last_error);
    for (const auto& output : stats.outputs) {
      if (!output.kvs || output.kvs->state != KvsState::kRejected) continue;
      text += reason(fmt::format("{}: {} is refused by the service", name, output.name), output.kvs->last_error);
    }
  }
  return text;
}

}  // namespace skyline::cli
