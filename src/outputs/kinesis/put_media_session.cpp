// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/put_media_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "outputs/kinesis/credentials_check.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Kind = FragmentAck::Kind;

constexpr auto kAckTime = 15s;  // the service takes a second or two
constexpr auto kPersistTime = 60s;
constexpr auto kWriteTime = 10s;  // in which nothing could be handed to the network

SharedBytes end_of_fragment() { return std::make_shared<const Bytes>(end_of_fragment_tag()); }

}  // namespace

PutMediaSession::PutMediaSession(MediaFeed& feed, Cursor start, bool retains, SessionCounts& counts)
    : feed_(feed),
      cursor_(start),
      retains_(retains),
      counts_(counts),
      last_fill_(Clock::now()),
      last_ack_(last_fill_) {}

net::HttpUpload::Peer::Fill PutMediaSession::fill(char* to, std::size_t room, std::size_t& count) {
  last_fill_ = Clock::now();
  waiting_ = false;
  made_way_ = false;
  while (count < room && (current_ || take_next())) {
    const auto bytes = std::min(room - count, current_->size() - offset_);
    std::memcpy(to + count, current_->data() + offset_, bytes);
    count += bytes;
    offset_ += bytes;
    if (offset_ == current_->size()) current_.reset();
  }
  counts_.bytes_sent += count;
  if (count > 0) return Fill::kBytes;
  waiting_ = true;
  return ended_ ? Fill::kEnd : Fill::kNothingNow;
}

// Puts the next piece into current_; false when there is none, now or ever.
bool PutMediaSession::take_next() {
  if (ended_ || failure_) return false;
  offset_ = 0;
  auto ahead = cursor_;
  const auto part = feed_.next(ahead);
  if (!part) {
    const bool at_boundary = finishing_ == Finishing::kAtBoundary && closed_;
    if (at_boundary || finishing_ == Finishing::kWhenEmpty || feed_.exhausted()) end_body();
    return current_ != nullptr;
  }
  if (part->first && !header_) {
    header_ = part->header;  // the cursor stays: the fragment comes after its header
    current_ = header_;
    return true;
  }
  if (part->first) {
    complete_last();
    if (!may_share(*part)) {
      end_body();
      return current_ != nullptr;
    }
    if (must_wait()) {
      // The service does not know that the one before is complete until something follows it.
      if (!std::exchange(closed_, true)) current_ = end_of_fragment();
      return current_ != nullptr;
    }
    begin_fragment(*part);
  }
  cursor_ = ahead;
  current_ = part->bytes;
  closed_ = part->closes;
  if (closed_) complete_last();
  return true;
}

bool PutMediaSession::may_share(const Part& part) const {
  if (sent_.empty() && newest_sent_ == 0) return true;
  const bool same_header = part.header == header_ || *part.header == *header_;
  return finishing_ != Finishing::kAtBoundary && !part.new_connection && same_header;
}

bool PutMediaSession::must_wait() const {
  return step_by_step_ && std::ranges::any_of(sent_, [](const Sent& sent) { return !sent.received; });
}

void PutMediaSession::begin_fragment(const Part& part) {
  sent_.push_back({.fragment = part.fragment, .time_ms = part.time_ms});
  newest_sent_ = part.fragment;
}

void PutMediaSession::complete_last() {
  if (!sent_.empty() && !sent_.back().complete) sent_.back().complete = Clock::now();
}

void PutMediaSession::end_body() {
  ended_ = true;
  complete_last();
  if (newest_sent_ != 0 && !closed_) current_ = end_of_fragment();
}

void PutMediaSession::receive(std::string_view bytes) {
  for (const auto& ack : parser_.add(bytes)) take(ack);
}

void PutMediaSession::take(const FragmentAck& ack) {
  last_ack_ = Clock::now();
  any_ack_ = true;
  switch (ack.kind) {
    case Kind::kBuffering: ++counts_.acks_buffering; break;
    case Kind::kIdle: ++counts_.acks_idle; break;
    case Kind::kReceived:
      ++counts_.acks_received;
      settle(ack);
      break;
    case Kind::kPersisted:
      ++counts_.acks_persisted;
      settle(ack);
      break;
    case Kind::kError:
      ++counts_.acks_error;
      fail(ack);
      break;
    case Kind::kUnknown: break;
  }
}

void PutMediaSession::settle(const FragmentAck& ack) {
  const auto sent = std::ranges::find(sent_, ack.time_ms, &Sent::time_ms);
  if (sent == sent_.end()) return;
  sent->received = true;
  made_way_ = made_way_ || step_by_step_;
  if (ack.kind == Kind::kReceived && retains_) return;
  any_persisted_ = true;
  step_by_step_ = false;
  const auto fragment = sent->fragment;
  sent_.erase(sent);
  feed_.persisted(fragment);
}

void PutMediaSession::fail(const FragmentAck& ack) {
  if (failure_) return;
  auto about = std::ranges::find(sent_, ack.time_ms, &Sent::time_ms);
  if (about == sent_.end() && !ack.time_ms) about = std::ranges::find(sent_, false, &Sent::received);
  failure_ = Failure{.error_id = ack.error_id,
                     .text = fmt::format("the service answers {} {}", ack.error_id,
                                         ack.error_code.empty() ? "without a name" : quotable(ack.error_code, {}))};
  if (about == sent_.end()) return;
  failure_->fragment = about->fragment;
  failure_->time_ms = about->time_ms;
}

std::string PutMediaSession::stalled(SteadyTime now) const {
  if (!waiting_ && now - last_fill_ > kWriteTime) {
    return fmt::format("the connection took nothing for {} s", kWriteTime.count());
  }
  if (sent_.empty() || !sent_.front().complete) return {};
  if (now - std::max(*sent_.front().complete, last_ack_) > kAckTime) {
    return fmt::format("no acknowledgement came for {} s", kAckTime.count());
  }
  if (now - *sent_.front().complete > kPersistTime) {
    return fmt::format("a fragment was not persisted within {} s", kPersistTime.count());
  }
  return {};
}

}  // namespace skyline::kinesis
