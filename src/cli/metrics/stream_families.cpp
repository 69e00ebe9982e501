// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <cstdint>

#include "cli/metrics/families.hpp"
#include "cli/metrics/lower_case.hpp"

namespace skyline::cli {
namespace {

constexpr std::array kStates{State::kStopped, State::kStartWarmup, State::kWarmup, State::kStreaming, State::kError};

struct Row {
  const char* name;
  const char* type;
  const char* help;
  double (*value)(const Stats&);
};

double plain(std::uint64_t count) { return static_cast<double>(count); }

constexpr std::array kRows{
    Row{"skyline_frames_pending", "gauge", "Frames that wait for the encoder or are in it.",
        [](const Stats& s) { return plain(s.frames_pending); }},
    Row{"skyline_stills_encoded_total", "counter", "Last pictures encoded again, for who joins.",
        [](const Stats& s) { return plain(s.stills_encoded); }},
    Row{"skyline_units_total", "counter", "Encoded pictures.", [](const Stats& s) { return plain(s.units); }},
    Row{"skyline_key_units_total", "counter", "Encoded pictures that decoding can start at.",
        [](const Stats& s) { return plain(s.key_units); }},
    Row{"skyline_unit_bytes_total", "counter", "Bytes of all encoded pictures.",
        [](const Stats& s) { return plain(s.bytes); }},
    Row{"skyline_encoder_restarts_total", "counter", "Times an encoder failed and was replaced.",
        [](const Stats& s) { return plain(s.encoder_restarts); }},
    Row{"skyline_frames_per_second", "gauge", "Frame rate by capture times; 0 until known.",
        [](const Stats& s) { return s.fps; }},
    Row{"skyline_width_pixels", "gauge", "Width of the stream; 0 until known.",
        [](const Stats& s) { return double(s.width); }},
    Row{"skyline_height_pixels", "gauge", "Height of the stream; 0 until known.",
        [](const Stats& s) { return double(s.height); }},
};

void add_states(Exposition& out, const std::vector<StreamReport>& reports) {
  out.family("skyline_stream_state", "gauge", "1 for the state the stream is in, 0 for the others.");
  for (const auto& report : reports) {
    for (const auto state : kStates) {
      out.sample({{"stream", report.name}, {"state", lower_case(to_string(state))}}, report.state == state ? 1 : 0);
    }
  }
}

void add_encoders(Exposition& out, const std::vector<StreamReport>& reports) {
  out.family("skyline_encoder_info", "gauge", "1, with the encoder in use.");
  for (const auto& report : reports) {
    if (report.stats.encoder.empty()) continue;
    out.sample({{"stream", report.name}, {"encoder", report.stats.encoder}}, 1);
  }
}

void add_frames(Exposition& out, const std::vector<StreamReport>& reports) {
  struct Result {
    const char* label;
    std::uint64_t Stats::*count;
  };
  constexpr std::array kResults{
      Result{"encoded", &Stats::frames_encoded},       Result{"warming_up", &Stats::frames_warming_up},
      Result{"not_wanted", &Stats::frames_not_wanted}, Result{"replaced", &Stats::frames_replaced},
      Result{"failed", &Stats::frames_failed},         Result{"stopped", &Stats::frames_after_stop}};
  out.family("skyline_frames_total", "counter", "Frames put, by what became of them.");
  for (const auto& report : reports) {
    for (const auto& [label, count] : kResults) {
      out.sample({{"stream", report.name}, {"result", label}}, plain(report.stats.*count));
    }
  }
}

void add_stages(Exposition& out, const std::vector<StreamReport>& reports) {
  struct Stage {
    const char* label;
    StageTime StageTimes::*time;
  };
  constexpr std::array kStages{Stage{"convert", &StageTimes::convert}, Stage{"wait", &StageTimes::wait},
                               Stage{"encode", &StageTimes::encode},
                               Stage{"capture_to_unit", &StageTimes::capture_to_unit}};
  out.family("skyline_stage_seconds", "summary", "Time that frames take in each part of their way.");
  for (const auto& report : reports) {
    for (const auto& [label, member] : kStages) {
      const auto& time = report.stats.stages.*member;
      const auto seconds = std::chrono::duration<double>(time.total).count();
      out.sample({{"stream", report.name}, {"stage", label}}, seconds, "_sum");
      out.sample({{"stream", report.name}, {"stage", label}}, plain(time.count), "_count");
    }
  }
}

}  // namespace

void add_stream_families(Exposition& out, const std::vector<StreamReport>& reports) {
  add_states(out, reports);
  add_encoders(out, reports);
  add_frames(out, reports);
  add_stages(out, reports);
  for (const auto& row : kRows) {
    out.family(row.name, row.type, row.help);
    for (const auto& report : reports) out.sample({{"stream", report.name}}, row.value(report.stats));
  }
}

}  // namespace skyline::cli
