// SPDX-License-Identifier: Apache-2.0
#include "emulator/get_media.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "emulator/ebml.hpp"

namespace skyline::emulator {
namespace {

enum class Start { kNow, kEarliest, kAfterNumber, kServerTime, kProducerTime, kToken };

std::string seconds(std::int64_t time_ms) { return fmt::format("{}.{:03}", time_ms / 1000, time_ms % 1000); }

std::string read_number(const Arguments& selector, const char* name) {
  auto number = selector.required(name, selector.text(name));
  if (!is_fragment_number(number)) throw selector.refuse(name, "is no number of a fragment");
  return number;
}

MediaCursor from_time(const Arguments& selector, Clock clock) {
  const auto time_ms = selector.required("StartTimestamp", selector.time_ms("StartTimestamp"));
  return {{}, MediaCursor::Moment{clock, time_ms}};
}

TagList tags_of(const FragmentInfo& info) {
  return {{"AWS_KINESISVIDEO_FRAGMENT_NUMBER", info.number},
          {"AWS_KINESISVIDEO_SERVER_TIMESTAMP", seconds(info.server_ms)},
          {"AWS_KINESISVIDEO_PRODUCER_TIMESTAMP", seconds(info.producer_ms)}};
}

Bytes joined(std::initializer_list<const Bytes*> parts) {
  Bytes all;
  std::size_t size = 0;
  for (const auto* part : parts) size += part->size();
  all.reserve(size);
  for (const auto* part : parts) all.insert(all.end(), part->begin(), part->end());
  return all;
}

}  // namespace

const FragmentInfo* MediaCursor::next(const Infos& infos) const {
  const auto at = std::find_if(infos.begin(), infos.end(), [this](const auto& info) {
    if (!after.empty() && !number_less(after, info.number)) return false;
    return !from || time_of(info, from->clock) + std::max<std::int64_t>(1, info.duration_ms) > from->time_ms;
  });
  return at == infos.end() ? nullptr : &*at;
}

MediaCursor read_start_selector(const Arguments& selector, const Infos& infos) {
  const auto type = selector.required(
      "StartSelectorType", selector.one_of<Start>("StartSelectorType", {{"NOW", Start::kNow},
                                                                        {"EARLIEST", Start::kEarliest},
                                                                        {"FRAGMENT_NUMBER", Start::kAfterNumber},
                                                                        {"SERVER_TIMESTAMP", Start::kServerTime},
                                                                        {"PRODUCER_TIMESTAMP", Start::kProducerTime},
                                                                        {"CONTINUATION_TOKEN", Start::kToken}}));
  switch (type) {
    case Start::kNow: return {infos.size() < 2 ? std::string{} : infos[infos.size() - 2].number, {}};
    case Start::kEarliest: return {};
    case Start::kAfterNumber: return {read_number(selector, "AfterFragmentNumber"), {}};
    case Start::kServerTime: return from_time(selector, Clock::kServer);
    case Start::kProducerTime: return from_time(selector, Clock::kProducer);
    case Start::kToken: return {read_number(selector, "ContinuationToken"), {}};
  }
  return {};
}

Bytes get_media_chunk(const Fragment& fragment, std::int64_t now_ms) {
  const auto before = tags_element(tags_of(fragment.info));
  const auto behind_ms = std::max<std::int64_t>(0, now_ms - fragment.info.server_ms);
  const auto after = tags_element({{"AWS_KINESISVIDEO_MILLIS_BEHIND_NOW", fmt::format("{}", behind_ms)},
                                   {"AWS_KINESISVIDEO_CONTINUATION_TOKEN", fragment.info.number}});
  return joined({&fragment.header, &before, &fragment.cluster, &fragment.tags, &after});
}

Bytes get_media_error() {
  return tags_element({{"AWS_KINESISVIDEO_ERROR_CODE", "FRAGMENT_NOT_FOUND"}, {"AWS_KINESISVIDEO_ERROR_ID", "4000"}});
}

Bytes fragment_list_chunk(const Fragment& fragment) {
  auto tags = tags_of(fragment.info);
  // The documents of this call name the two times differently, readers look for the names GetMedia gives them.
  tags.emplace_back("AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP", seconds(fragment.info.server_ms));
  tags.emplace_back("AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP", seconds(fragment.info.producer_ms));
  const auto before = tags_element(tags);
  return joined({&fragment.header, &before, &fragment.cluster, &fragment.tags});
}

Bytes fragment_list_error(const std::string& number) {
  return tags_element({{"AWS_KINESISVIDEO_FRAGMENT_NUMBER", number},
                       {"AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE", "4000"},
                       {"AWS_KINESISVIDEO_EXCEPTION_MESSAGE", "there is no fragment of this number in the stream"}});
}

}  // namespace skyline::emulator
