// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/retry_buffer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;

// The service takes 50 MB; a key frame more may come before the fragment ends.
constexpr std::size_t kMostFragmentBytes = 40U << 20U;
// What is on disk is not kept in memory for longer than a short interruption lasts.
constexpr auto kSpooledAge = 15s;
constexpr std::size_t kMostTags = 10;
constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestValue = 256;

}  // namespace

RetryBuffer::RetryBuffer(Limits limits, Spool* spool, std::string name)
    : limits_(limits), spool_(spool), name_(std::move(name)) {}

bool RetryBuffer::add(const UnitPtr& unit, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  last_unit_ = now;
  for (const auto& placed : fragmenter_.add(unit)) {
    if (placed.begins) begin(placed, now);
    auto* fragment = open();
    if (fragment == nullptr) {
      ++counts_.units_skipped;
      continue;
    }
    Bytes bytes;
    if (placed.begins) {
      bytes = take_tags();
      append_cluster_head(placed.time_ms, bytes);
    }
    append_block(*placed.unit, static_cast<std::int16_t>(placed.time_ms - fragment->time_ms), bytes);
    append(*fragment, std::move(bytes));
    if (fragment->bytes > kMostFragmentBytes) {
      complete();
      fragmenter_.end();
    }
  }
  make_room(now);
  return fragmenter_.wants_key();
}

void RetryBuffer::begin(const Fragmenter::Placed& placed, SteadyTime now) {
  complete();
  auto header = header_for(placed.unit->config);
  if (!header) {
    fragmenter_.end();
    if (std::uint64_t held_back = 0; drop_log_.allow(held_back)) {
      log::warn("kinesis", "{}: a key unit without valid parameter sets cannot be sent", name_);
    }
    return;
  }
  ++counts_.begun;
  fragments_.push_back({.id = next_id_++,
                        .time_ms = placed.time_ms,
                        .header = std::move(header),
                        .new_connection = placed.clock_went_back,
                        .begun = now});
}

// The same header as long as the parameter sets are the same: another one costs a new connection.
SharedBytes RetryBuffer::header_for(const std::shared_ptr<const CodecConfig>& config) {
  if (!config) return nullptr;
  if (!config_ || config->sps != config_->sps || config->pps != config_->pps) {
    auto header = mkv_header(*config);
    header_ = header.empty() ? nullptr : std::make_shared<const Bytes>(std::move(header));
  }
  config_ = config;
  return header_;
}

void RetryBuffer::append(Fragment& fragment, Bytes bytes) {
  fragment.bytes += bytes.size();
  bytes_ += bytes.size();
  fragment.parts.push_back(std::make_shared<const Bytes>(std::move(bytes)));
}

void RetryBuffer::complete() {
  auto* fragment = open();
  if (fragment == nullptr) return;
  fragment->complete = true;
  if (spool_ != nullptr) fragment->spooled = spool_->store(fragment->time_ms, fragment->header, fragment->parts);
}

void RetryBuffer::end_fragment() {
  const std::lock_guard lock(mutex_);
  if (auto* fragment = open()) {
    append(*fragment, end_of_fragment_tag());
    fragment->tagged = true;
    complete();
  }
  fragmenter_.end();
}

bool RetryBuffer::idle_since(SteadyTime time) const {
  const std::lock_guard lock(mutex_);
  return !fragments_.empty() && !fragments_.back().complete && last_unit_ <= time;
}

void RetryBuffer::add_metadata(const std::string& name, const std::string& value, bool persistent) {
  if (name.empty() || name.size() > kLongestName || name.starts_with("AWS")) {
    throw Error(
        fmt::format("the name of fragment metadata is 1 to {} bytes and does not begin with AWS", kLongestName));
  }
  if (value.size() > kLongestValue) {
    throw Error(fmt::format("the value of fragment metadata {} has {} bytes; {} are allowed", name, value.size(),
                            kLongestValue));
  }
  const std::lock_guard lock(mutex_);
  if (persistent && value.empty()) {
    persistent_tags_.erase(name);
    return;
  }
  const bool replaces = persistent && persistent_tags_.contains(name);
  if (!replaces && tags_.size() + persistent_tags_.size() >= kMostTags) {
    throw Error(fmt::format("a fragment has at most {} metadata items; {} would be one more", kMostTags, name));
  }
  if (persistent) {
    persistent_tags_[name] = value;
  } else {
    tags_.emplace_back(name, value);
  }
}

Bytes RetryBuffer::take_tags() {
  std::vector<Tag> tags(persistent_tags_.begin(), persistent_tags_.end());
  tags.insert(tags.end(), tags_.begin(), tags_.end());
  tags_.clear();
  Bytes bytes;
  if (!tags.empty()) append_tags(tags, bytes);
  return bytes;
}

bool RetryBuffer::too_much(const Fragment& oldest, SteadyTime now) const {
  const auto age = now - oldest.begun;
  if (bytes_ > limits_.bytes || age > limits_.age) return true;
  return spool_ != nullptr && age > kSpooledAge && spool_->written(oldest.spooled);
}

void RetryBuffer::make_room(SteadyTime now) {
  while (true) {
    const auto oldest = std::ranges::find_if(
        fragments_, [this](const Fragment& fragment) { return fragment.complete && fragment.id != pinned_; });
    if (oldest == fragments_.end() || !too_much(*oldest, now)) break;
    drop(oldest);
  }
  auto* fragment = open();
  if (fragment == nullptr || fragment->id == pinned_ || bytes_ <= limits_.bytes) return;
  drop(fragments_.end() - 1);
  fragmenter_.end();
}

void RetryBuffer::drop(const Fragments::iterator& fragment) {
  // On disk, or on the way there: the spool counts from here on.
  if (spool_ != nullptr && spool_->leave(fragment->spooled)) {
    ++counts_.left_to_spool;
  } else {
    ++counts_.dropped;
    if (std::uint64_t held_back = 0; drop_log_.allow(held_back)) {
      log::warn("kinesis",
                "{}: a fragment of {} bytes was dropped ({} more before): the buffer is full, or it is too old", name_,
                fragment->bytes, held_back);
    }
  }
  forget(fragment);
}

void RetryBuffer::forget(const Fragments::iterator& fragment) {
  bytes_ -= fragment->bytes;
  fragments_.erase(fragment);
}

RetryBuffer::Fragment* RetryBuffer::open() {
  return fragments_.empty() || fragments_.back().complete ? nullptr : &fragments_.back();
}

RetryBuffer::Fragments::iterator RetryBuffer::find(std::uint64_t id) {
  return std::ranges::lower_bound(fragments_, id, {}, &Fragment::id);
}

Cursor RetryBuffer::oldest() const {
  const std::lock_guard lock(mutex_);
  return {.fragment = fragments_.empty() ? next_id_ : fragments_.front().id};
}

bool RetryBuffer::empty() const {
  const std::lock_guard lock(mutex_);
  return fragments_.empty();
}

std::optional<Part> RetryBuffer::next(Cursor& cursor) {
  const std::lock_guard lock(mutex_);
  auto fragment = find(cursor.fragment);
  if (fragment == fragments_.end()) return std::nullopt;
  if (fragment->id != cursor.fragment) cursor = {.fragment = fragment->id};
  if (cursor.part >= fragment->parts.size()) {
    if (!fragment->complete || ++fragment == fragments_.end() || fragment->parts.empty()) return std::nullopt;
    cursor = {.fragment = fragment->id};
  }
  if (fragment->parts.empty()) return std::nullopt;
  pinned_ = fragment->id;
  const auto index = cursor.part++;
  return Part{.bytes = fragment->parts[index],
              .fragment = fragment->id,
              .time_ms = fragment->time_ms,
              .header = fragment->header,
              .first = index == 0,
              .closes = fragment->tagged && index + 1 == fragment->parts.size(),
              .new_connection = fragment->new_connection};
}

void RetryBuffer::release() {
  const std::lock_guard lock(mutex_);
  pinned_ = 0;
}

void RetryBuffer::persisted(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const auto fragment = find(id);
  if (fragment == fragments_.end() || fragment->id != id) return;
  ++counts_.persisted;
  if (spool_ != nullptr) spool_->remove(fragment->spooled);
  forget(fragment);
}

void RetryBuffer::rejected(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const auto fragment = find(id);
  if (fragment == fragments_.end() || fragment->id != id) return;
  ++counts_.rejected;
  if (!fragment->complete) fragmenter_.end();
  if (spool_ != nullptr) spool_->remove(fragment->spooled);
  forget(fragment);
}

RetryBuffer::Counts RetryBuffer::counts(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  auto counts = counts_;
  counts.units_skipped += fragmenter_.skipped();
  counts.pending = fragments_.size();
  counts.bytes = bytes_;
  if (!fragments_.empty()) {
    counts.oldest = std::chrono::duration_cast<std::chrono::milliseconds>(now - fragments_.front().begun);
  }
  return counts;
}

}  // namespace skyline::kinesis
