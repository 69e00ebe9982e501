// SPDX-License-Identifier: Apache-2.0
#include "emulator/archive.hpp"

#include <fmt/format.h>

#include "emulator/hls_settings.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;

double seconds(std::int64_t time_ms) { return static_cast<double>(time_ms) / 1000; }

Infos listed(const Arguments& request, const Infos& infos) {
  const auto selector = request.object("FragmentSelector");
  if (!selector) return infos;
  const auto clock = selector->required("FragmentSelectorType", read_clock(*selector));
  const auto range = selector->required("TimestampRange", selector->object("TimestampRange"));
  const auto start_ms = range.required("StartTimestamp", range.time_ms("StartTimestamp"));
  const auto end_ms = range.required("EndTimestamp", range.time_ms("EndTimestamp"));
  if (end_ms < start_ms) throw range.refuse("EndTimestamp", "is before StartTimestamp");
  return in_range(infos, clock, {start_ms, end_ms});
}

}  // namespace

Json list_fragments(const Arguments& request, const Infos& infos) {
  constexpr std::int64_t kMost = 1000;
  constexpr std::int64_t kUsual = 100;
  const auto most = request.integer("MaxResults", 1, kMost).value_or(kUsual);
  const auto token = request.text("NextToken").value_or("");
  const auto page = page_of(listed(request, infos), static_cast<std::size_t>(most), token);
  Json reply = {{"Fragments", Json::array()}};
  for (const auto& info : page.infos) {
    reply["Fragments"].push_back({{"FragmentNumber", info.number},
                                  {"FragmentSizeInBytes", info.bytes},
                                  {"ProducerTimestamp", seconds(info.producer_ms)},
                                  {"ServerTimestamp", seconds(info.server_ms)},
                                  {"FragmentLengthInMilliseconds", info.duration_ms}});
  }
  if (!page.next_token.empty()) reply["NextToken"] = page.next_token;
  return reply;
}

std::vector<std::string> read_fragment_list(const Arguments& request) {
  constexpr std::size_t kMost = 1000;
  const auto* list = request.array("Fragments");
  if (list == nullptr) throw request.refuse("Fragments", "is required");
  if (list->empty() || list->size() > kMost)
    throw request.refuse("Fragments", fmt::format("is not 1 to {} long", kMost));
  std::vector<std::string> numbers;
  for (const auto& item : *list) {
    if (!item.is_string() || !is_fragment_number(item.get_ref<const std::string&>())) {
      throw request.refuse("Fragments", "holds what is no number of a fragment");
    }
    numbers.push_back(item.get<std::string>());
  }
  return numbers;
}

ClipParts clip_parts(const Arguments& request, const Infos& infos, std::int64_t now_ms) {
  constexpr std::size_t kMostFragments = 200;
  constexpr std::uint64_t kMostBytes = 100'000'000;
  const auto selector = request.required("ClipFragmentSelector", request.object("ClipFragmentSelector"));
  ClipParts parts;
  parts.clock = selector.required("FragmentSelectorType", read_clock(selector));
  parts.infos = to_play(infos, parts.clock, read_player_range(selector, parts.clock, false, now_ms));
  if (parts.infos.empty()) throw not_found("there are no fragments in the time range");
  std::uint64_t bytes = 0;
  for (const auto& info : parts.infos) bytes += info.bytes;
  if (parts.infos.size() > kMostFragments || bytes > kMostBytes) {
    throw selector.refuse("TimestampRange",
                          fmt::format("holds {} fragments with {} bytes; a clip has at most {} and {}",
                                      parts.infos.size(), bytes, kMostFragments, kMostBytes));
  }
  return parts;
}

}  // namespace skyline::emulator
