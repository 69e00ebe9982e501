// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "cli/metrics/families.hpp"
#include "cli/metrics/lower_case.hpp"

namespace skyline::cli {
namespace {

struct Row {
  const char* name;
  const char* type;
  const char* help;
  double (*value)(const KvsStats&);
};

/// A part of a family that is divided by a label.
struct Part {
  const char* label;
  std::uint64_t KvsStats::*count;
};

double plain(std::uint64_t count) { return static_cast<double>(count); }
double seconds(std::chrono::milliseconds time) { return std::chrono::duration<double>(time).count(); }

constexpr std::array kStates{KvsState::kStopped,   KvsState::kWaitingForCredentials,
                             KvsState::kPreparing, KvsState::kConnecting,
                             KvsState::kSending,   KvsState::kRetrying,
                             KvsState::kRejected};

constexpr std::array kOutcomes{Part{"persisted", &KvsStats::fragments_persisted},
                               Part{"dropped", &KvsStats::fragments_dropped},
                               Part{"rejected", &KvsStats::fragments_rejected}};

constexpr std::array kAcks{Part{"buffering", &KvsStats::acks_buffering}, Part{"received", &KvsStats::acks_received},
                           Part{"persisted", &KvsStats::acks_persisted}, Part{"error", &KvsStats::acks_error},
                           Part{"idle", &KvsStats::acks_idle}};

constexpr std::array kRows{
    Row{"skyline_kvs_fragments_begun_total", "counter", "Fragments begun or found in the spool.",
        [](const KvsStats& k) { return plain(k.fragments); }},
    Row{"skyline_kvs_fragments_pending", "gauge", "Fragments not persisted yet, in memory or on disk.",
        [](const KvsStats& k) { return plain(k.fragments_pending); }},
    Row{"skyline_kvs_fragments_recovered_total", "counter", "Fragments found in the spool at the start.",
        [](const KvsStats& k) { return plain(k.fragments_recovered); }},
    Row{"skyline_kvs_fragments_replayed_total", "counter", "Fragments begun again on a new connection.",
        [](const KvsStats& k) { return plain(k.fragments_replayed); }},
    Row{"skyline_kvs_units_skipped_total", "counter", "Encoded pictures without a key unit before them.",
        [](const KvsStats& k) { return plain(k.units_skipped); }},
    Row{"skyline_kvs_pending_bytes", "gauge", "Bytes not persisted yet.",
        [](const KvsStats& k) { return plain(k.bytes_pending); }},
    Row{"skyline_kvs_spool_bytes", "gauge", "Bytes in the spool on disk.",
        [](const KvsStats& k) { return plain(k.bytes_spooled); }},
    Row{"skyline_kvs_oldest_pending_seconds", "gauge", "Age of the oldest fragment not persisted; 0 for none.",
        [](const KvsStats& k) { return seconds(k.oldest_pending); }},
    Row{"skyline_kvs_sent_bytes_total", "counter", "Bytes of the bodies of PutMedia requests.",
        [](const KvsStats& k) { return plain(k.bytes_sent); }},
    Row{"skyline_kvs_connections_total", "counter", "PutMedia requests the service answered with 200.",
        [](const KvsStats& k) { return plain(k.connections); }},
    Row{"skyline_kvs_connection_attempts_total", "counter", "PutMedia requests begun.",
        [](const KvsStats& k) { return plain(k.attempts); }},
    Row{"skyline_kvs_rotations_total", "counter", "Connections renewed in time.",
        [](const KvsStats& k) { return plain(k.rotations); }},
    Row{"skyline_kvs_clock_skew_seconds", "gauge", "The service's clock minus ours, as last corrected.",
        [](const KvsStats& k) { return seconds(k.clock_skew); }},
};

void add_states(Exposition& out, const std::vector<LabelledOutput>& outputs) {
  out.family("skyline_kvs_state", "gauge", "1 for the state the output is in, 0 for the others.");
  for (const auto& each : outputs) {
    if (!each.stats.kvs) continue;
    for (const auto state : kStates) {
      out.sample({{"stream", each.stream}, {"output", each.output}, {"state", lower_case(to_string(state))}},
                 each.stats.kvs->state == state ? 1 : 0);
    }
  }
}

template <std::size_t Count>
void add_parts(Exposition& out, const std::vector<LabelledOutput>& outputs, const char* label,
               const std::array<Part, Count>& parts) {
  for (const auto& each : outputs) {
    if (!each.stats.kvs) continue;
    for (const auto& part : parts) {
      out.sample({{"stream", each.stream}, {"output", each.output}, {label, part.label}},
                 plain((*each.stats.kvs).*part.count));
    }
  }
}

}  // namespace

void add_kvs_families(Exposition& out, const std::vector<LabelledOutput>& outputs) {
  if (std::none_of(outputs.begin(), outputs.end(), [](const auto& each) { return each.stats.kvs.has_value(); })) return;
  add_states(out, outputs);
  out.family("skyline_kvs_fragments_total", "counter", "Fragments that are through, by what became of them.");
  add_parts(out, outputs, "outcome", kOutcomes);
  out.family("skyline_kvs_acks_total", "counter", "Acknowledgements of the service, by their kind.");
  add_parts(out, outputs, "kind", kAcks);
  for (const auto& row : kRows) {
    out.family(row.name, row.type, row.help);
    for (const auto& each : outputs) {
      if (each.stats.kvs) out.sample({{"stream", each.stream}, {"output", each.output}}, row.value(*each.stats.kvs));
    }
  }
}

}  // namespace skyline::cli
