// SPDX-License-Identifier: Apache-2.0
#include "emulator/ack_queue.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace skyline::emulator {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kJoinedWithin = 50ms;

}  // namespace

AckQueue::AckQueue(net::Exchange& exchange, AckStyle style, std::function<void(const std::string&)> sent)
    : exchange_(exchange), style_(style), sent_(std::move(sent)), changed_(exchange.executor()) {}

void AckQueue::push(const Ack& ack, std::chrono::milliseconds later) {
  if (!style_.wanted || closed_) return;
  queue_.emplace(Clock::now() + style_.delay + later, to_text(ack));
  changed_.notify();
}

void AckQueue::hold(bool held) {
  held_ = held;
  changed_.notify();
}

void AckQueue::stop_acks() {
  style_.wanted = false;
  queue_.clear();
  changed_.notify();
}

void AckQueue::close() {
  closed_ = true;
  changed_.notify();
}

void AckQueue::end_at(Time time, std::optional<MediaFault> error) {
  if (time >= end_) return;
  end_ = time;
  end_error_ = error;
  changed_.notify();
}

void AckQueue::abandon() {
  abandoned_ = true;
  changed_.notify();
}

net::awaitable<void> AckQueue::run() {
  while (!done()) {
    const auto now = Clock::now();
    check_end(now);
    check_idle(now);
    const auto text = take_due(now);
    if (!text.empty()) {
      co_await send(text);
    } else if (!done()) {
      co_await changed_.wait_until(next_event());
    }
  }
  if (!abandoned_) co_await exchange_.finish();
}

AckQueue::Time AckQueue::next_event() const {
  if (held_) return end_;
  auto next = end_;
  if (!queue_.empty()) next = std::min(next, queue_.begin()->first + (style_.join ? kJoinedWithin : 0ms));
  if (style_.wanted && style_.idle_interval > 0ms && !closed_) next = std::min(next, last_sent_ + style_.idle_interval);
  return next;
}

void AckQueue::check_end(Time now) {
  if (now < end_) return;
  queue_.clear();
  held_ = false;
  closed_ = true;
  end_ = Time::max();
  if (end_error_ && style_.wanted) queue_.emplace(now, to_text({"ERROR", {}, {}, end_error_}));
}

void AckQueue::check_idle(Time now) {
  if (!style_.wanted || held_ || closed_ || style_.idle_interval == 0ms || !queue_.empty()) return;
  if (now >= last_sent_ + style_.idle_interval) queue_.emplace(now, to_text({"IDLE"}));
}

std::string AckQueue::take_due(Time now) {
  std::string text;
  if (held_ || queue_.empty()) return text;
  if (style_.join && !closed_ && now < queue_.begin()->first + kJoinedWithin) return text;
  while (!queue_.empty() && (queue_.begin()->first <= now || (closed_ && style_.join))) {
    text += queue_.begin()->second;
    queue_.erase(queue_.begin());
    if (!style_.join) break;
  }
  return text;
}

std::string AckQueue::to_text(const Ack& ack) const {
  nlohmann::ordered_json json = {{"EventType", ack.event}};
  if (ack.timecode) json["FragmentTimecode"] = *ack.timecode;
  if (!ack.number.empty()) json["FragmentNumber"] = ack.number;
  if (ack.error) {
    json["ErrorId"] = ack.error->id;
    json["ErrorCode"] = ack.error->code;
  }
  return json.dump(style_.pretty ? 2 : -1) + "\n";
}

net::awaitable<void> AckQueue::send(const std::string& text) {
  last_sent_ = Clock::now();
  if (style_.split) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const std::string_view byte(text.data() + i, 1);
      co_await exchange_.write(byte);
    }
  } else {
    co_await exchange_.write(text);
  }
  sent_(text);
}

}  // namespace skyline::emulator
