// SPDX-License-Identifier: Apache-2.0
#include "emulator/hls_settings.hpp"

namespace skyline::emulator {
namespace {

using Mode = HlsSettings::Mode;
using Discontinuities = HlsSettings::Discontinuities;

void read_selector(const Arguments& request, std::int64_t now_ms, HlsSettings& settings) {
  const auto selector = request.object("HLSFragmentSelector");
  if (selector) settings.clock = read_clock(*selector).value_or(Clock::kServer);
  if (settings.mode == Mode::kLive) {
    if (selector && selector->object("TimestampRange")) {
      throw selector->refuse("TimestampRange", "is not for the playback mode LIVE");
    }
    return;
  }
  const auto& given = request.required("HLSFragmentSelector", selector);
  (void)given.required("FragmentSelectorType", given.text("FragmentSelectorType"));
  settings.range = read_player_range(given, settings.clock, settings.mode == Mode::kLiveReplay, now_ms);
}

}  // namespace

std::optional<Clock> read_clock(const Arguments& selector) {
  return selector.one_of<Clock>("FragmentSelectorType",
                                {{"PRODUCER_TIMESTAMP", Clock::kProducer}, {"SERVER_TIMESTAMP", Clock::kServer}});
}

TimeRange read_player_range(const Arguments& selector, Clock clock, bool may_be_open, std::int64_t now_ms) {
  constexpr std::int64_t kMostMs = 24LL * 3600 * 1000;
  const auto range = selector.required("TimestampRange", selector.object("TimestampRange"));
  TimeRange result;
  result.start_ms = range.required("StartTimestamp", range.time_ms("StartTimestamp"));
  const auto end_ms = range.time_ms("EndTimestamp");
  if (!end_ms && may_be_open) return result;
  result.end_ms = range.required("EndTimestamp", end_ms);
  if (result.end_ms <= result.start_ms) throw range.refuse("EndTimestamp", "is not later than StartTimestamp");
  if (result.end_ms - result.start_ms > kMostMs) throw range.refuse("EndTimestamp", "is more than 24 hours later");
  if (clock == Clock::kServer && !may_be_open && result.end_ms > now_ms) {
    throw range.refuse("EndTimestamp", "is in the future");
  }
  return result;
}

HlsSettings read_hls_settings(const Arguments& request, std::int64_t now_ms) {
  constexpr int kShortestLife = 300;
  constexpr int kLongestLife = 43200;
  constexpr int kMostFragments = 5000;
  constexpr std::size_t kMostOnDemand = 1000;
  HlsSettings settings;
  settings.mode =
      request
          .one_of<Mode>("PlaybackMode",
                        {{"LIVE", Mode::kLive}, {"LIVE_REPLAY", Mode::kLiveReplay}, {"ON_DEMAND", Mode::kOnDemand}})
          .value_or(Mode::kLive);
  read_selector(request, now_ms, settings);
  settings.transport_stream =
      request.one_of<bool>("ContainerFormat", {{"FRAGMENTED_MP4", false}, {"MPEG_TS", true}}).value_or(false);
  settings.discontinuities =
      request
          .one_of<Discontinuities>("DiscontinuityMode", {{"ALWAYS", Discontinuities::kAlways},
                                                         {"NEVER", Discontinuities::kNever},
                                                         {"ON_DISCONTINUITY", Discontinuities::kWhenThereAre}})
          .value_or(settings.clock == Clock::kServer ? Discontinuities::kAlways : Discontinuities::kNever);
  settings.show_times =
      request.one_of<bool>("DisplayFragmentTimestamp", {{"ALWAYS", true}, {"NEVER", false}}).value_or(false);
  settings.life = std::chrono::seconds{request.integer("Expires", kShortestLife, kLongestLife).value_or(kShortestLife)};
  if (settings.mode == Mode::kOnDemand) settings.most_fragments = kMostOnDemand;
  const auto most = request.integer("MaxMediaPlaylistFragmentResults", 1, kMostFragments);
  if (most) settings.most_fragments = static_cast<std::size_t>(*most);
  return settings;
}

}  // namespace skyline::emulator
