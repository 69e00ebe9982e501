// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/kinesis_sender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 250ms;
constexpr auto kSessionTick = 500ms;  // while all is well there is less to look after
constexpr auto kPause = 5s;           // without units for so long the open fragment is ended
constexpr auto kDrainTime = 5s;       // for the last acknowledgements of a connection that is renewed
constexpr auto kCloseTime = 1s;       // for the service to end its reply
constexpr auto kBacklogEvery = 5s;    // at most so often the live connection makes room for a batch
constexpr auto kBacklogTime = 1s;     // in which a batch may begin fragments
constexpr auto kTokensFor = 10s;      // as much of the backlog's bandwidth is saved up at most
constexpr auto kKeysEndSoon = 5min;
constexpr auto kPublishEvery = 1s;
constexpr double kLifeJitter = 0.1;  // many devices started together do not renew together
constexpr double kBytesPerKilobit = 125;
constexpr int kOk = 200;
constexpr int kCarefulAfter = 2;  // failures without anything persisted in between

Recovery::Moment now_both() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

}  // namespace

KinesisSender::KinesisSender(const KvsConfig& config, RetryBuffer& buffer, Spool* spool,
                             std::function<void()> ask_for_key)
    : config_(config),
      buffer_(buffer),
      spool_(spool),
      ask_for_key_(std::move(ask_for_key)),
      keeper_(config.credentials, [this] { wake(); }),
      control_(config),
      recovery_(config.stream_name, system_random()),
      random_(system_random()) {}

void KinesisSender::start() {
  stop(0ms);
  stopping_ = false;
  gave_up_ = false;
  hurried_ = false;
  live_first_ = true;
  recovery_.reset();
  tokens_at_ = Clock::now();
  control_.resume();
  keeper_.start();
  {
    const std::lock_guard lock(done_mutex_);
    done_ = false;
  }
  worker_.start("sky-kvs-" + config_.stream_name, [this](Worker& /*worker*/) { run(); });
}

void KinesisSender::stop(std::chrono::milliseconds limit) {
  stop_by_ = (Clock::now() + limit).time_since_epoch().count();
  stopping_ = true;
  wake();
  {
    std::unique_lock lock(done_mutex_);
    done_changed_.wait_for(lock, limit, [this] { return done_; });
  }
  control_.interrupt();  // a call that takes longer than the limit
  worker_.join();
  keeper_.stop();
}

void KinesisSender::wake() noexcept {
  upload_.wake();
  worker_.wake();
}

void KinesisSender::run() {
  wake_politely();
  recovery_.set_state(KvsState::kPreparing);
  for (auto now = Clock::now(); !finished(now); now = Clock::now()) {
    housekeeping(now);
    // With nothing to send yet the stream is looked for all the same: the first fragment need not wait for that.
    const bool work = !stream_ || !buffer_.empty() || backlog_due(now);
    if (stopping_ && !std::exchange(hurried_, true)) recovery_.hurry();
    if (work && now >= recovery_.retry_at()) {
      attempt(now);
    } else {
      wait(now);
    }
  }
  recovery_.set_state(KvsState::kStopped);
  publish(Clock::now());
  const std::lock_guard lock(done_mutex_);
  done_ = true;
  done_changed_.notify_all();
}

bool KinesisSender::finished(SteadyTime now) const {
  return stopping_ && (gave_up_ || buffer_.empty() || now >= SteadyTime{Clock::duration{stop_by_}});
}

void KinesisSender::wait(SteadyTime now) {
  const auto retry_at = recovery_.retry_at();
  worker_.wait_until(retry_at > now ? std::min(now + kTick, retry_at) : now + kTick);
}

void KinesisSender::attempt(SteadyTime now) {
  const auto held = keeper_.current();
  if (!held.keys) {
    recovery_.set_state(KvsState::kWaitingForCredentials);
    // What the service said of the last ones tells more than that there are none now.
    if (recovery_.error().empty() || recovery_.error() == keys_error_) recovery_.set_error(held.error);
    keys_error_ = held.error;
    if (stopping_ && held.answered) gave_up_ = true;
    return wait(now);
  }
  if (recovery_.state() == KvsState::kWaitingForCredentials) {
    recovery_.set_state(KvsState::kPreparing);
    recovery_.set_error("");
  }
  if (!stream_ && !prepare(held.keys)) return;
  if (!stopping_ && backlog_due(now)) {
    send_backlog(held.keys);
  } else if (!buffer_.empty()) {
    send_live(held.keys);
  }
}

bool KinesisSender::prepare(const KeysPtr& keys) {
  if (recovery_.error().empty()) recovery_.set_state(KvsState::kPreparing);
  try {
    stream_ = control_.prepare(*keys, recovery_.clock_skew());
    if (!stream_) recovery_.not_ready(Clock::now());
  } catch (const ServiceFailure& failure) {
    apply(remedy_for(failure.error()), failure.what(), keys, failure.date());
  } catch (const std::exception& error) {
    apply(Remedy::kRetry, error.what(), keys);
  }
  return stream_.has_value();
}

void KinesisSender::apply(Remedy remedy, const std::string& why, const KeysPtr& keys,
                          std::optional<std::chrono::system_clock::time_point> date) {
  const auto steps = recovery_.apply(remedy, why, now_both(), date);
  live_first_ = true;
  if (steps.forget_stream) stream_.reset();
  if (steps.refresh_keys) keeper_.invalidate(keys);
  if (stopping_) gave_up_ = true;
}

void KinesisSender::send_live(const KeysPtr& keys) {
  const auto start = buffer_.oldest();
  PutMediaSession session(buffer_, start, stream_->retains, session_counts_);
  if (recovery_.failures_in_a_row() >= kCarefulAfter) session.go_step_by_step();
  hold_session(session, buffer_, keys, true);
  if (session.newest_sent() == 0) return;
  if (newest_live_ >= start.fragment) {
    counted_.fragments_replayed += std::min(newest_live_, session.newest_sent()) - start.fragment + 1;
  }
  newest_live_ = std::max(newest_live_, session.newest_sent());
}

// The live connection has made room: the service takes one connection a stream.
void KinesisSender::send_backlog(const KeysPtr& keys) {
  BacklogFeed feed(*spool_, static_cast<std::uint64_t>(backlog_tokens_), Clock::now() + kBacklogTime);
  PutMediaSession session(feed, {.fragment = 1}, stream_->retains, session_counts_);
  hold_session(session, feed, keys, false);
  last_backlog_ = Clock::now();
  backlog_tokens_ -= static_cast<double>(feed.taken());
  counted_.fragments_persisted += feed.persisted_count();
  counted_.fragments_rejected += feed.rejected_count();
}

bool KinesisSender::backlog_due(SteadyTime now) const {
  if (spool_ == nullptr || !stream_) return false;
  if (live_first_ && !buffer_.empty()) return false;
  const auto next = spool_->next_size_after("");
  const bool affordable = static_cast<double>(next) <= std::max(backlog_tokens_, 0.0) ||
                          backlog_tokens_ >= config_.backlog_kbps * kBytesPerKilobit * (kTokensFor / 1s);
  return next > 0 && affordable && now - last_backlog_ >= (buffer_.empty() ? 0s : kBacklogEvery);
}

void KinesisSender::hold_session(PutMediaSession& session, MediaFeed& feed, const KeysPtr& keys, bool live) {
  if (recovery_.error().empty()) recovery_.set_state(KvsState::kConnecting);
  ++counted_.attempts;
  const auto life = std::chrono::duration<double>(config_.connection_life) * (1 - kLifeJitter * random_());
  renew_at_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(life);
  std::string stall;
  try {
    share(session, keys, live);
    stall = drive(session, keys, live);
  } catch (const std::exception& error) {
    stall = error.what();
  }
  {
    const std::lock_guard lock(session_mutex_);
    shared_session_ = nullptr;
    upload_.cancel();
  }
  judge(session, feed, keys, stall);
}

// From here on push() sends, too. A batch of the backlog is nothing that write() has to do with.
void KinesisSender::share(PutMediaSession& session, const KeysPtr& keys, bool live) {
  const std::lock_guard lock(session_mutex_);
  upload_.begin(control_.put_media(stream_->data_endpoint, *keys, recovery_.clock_skew()), session);
  if (live) shared_session_ = &session;
}

// The thread that has a unit sends it: to wake another one for it would cost several times what sending costs. What is
// left over, and whatever is not well, is the sender's.
void KinesisSender::push() noexcept {
  try {
    const std::unique_lock lock(session_mutex_, std::try_to_lock);
    if (lock && shared_session_ != nullptr) {
      upload_.more();
      const bool well = upload_.turn() && upload_.resting();
      if (well && !shared_session_->failure() && !shared_session_->made_way()) return;
    }
  } catch (const std::exception& error) {
    log::debug("kinesis", "{}: {}", config_.stream_name, error.what());  // the sender's turn ends the same way
  }
  wake();
}

// Runs the connection to its end; why it had to be given up, or empty.
std::string KinesisSender::drive(PutMediaSession& session, const KeysPtr& keys, bool live) {
  Connection connection;
  while (true) {
    const auto now = Clock::now();
    housekeeping(now);
    {
      const std::lock_guard lock(session_mutex_);
      steer(session, keys, live, now);
      upload_.more();
      const bool going_on = upload_.turn();
      note_progress(connection, session, live);
      if (!going_on || session.failure()) break;
      if (auto stall = session.stalled(now); !stall.empty()) return stall;
      if (at_end(connection, session, now)) return {};
      if (session.made_way() && upload_.resting()) continue;
    }
    upload_.wait(now + kSessionTick);
  }
  housekeeping(Clock::now());  // the last turn's news, before the next state takes its place
  return {};
}

void KinesisSender::note_progress(Connection& connection, const PutMediaSession& session, bool live) {
  if (!connection.answered && upload_.response().status == kOk) {
    connection.answered = true;
    ++counted_.connections;
  }
  if (session.any_persisted()) {
    recovery_.succeeded();
    live_first_ = live_first_ && !live;
  }
}

// The service ends its reply when it has told all; should it not, there is a limit.
bool KinesisSender::at_end(Connection& connection, const PutMediaSession& session, SteadyTime now) const {
  if (stopping_ && now >= SteadyTime{Clock::duration{stop_by_}}) return true;
  if (!session.body_ended()) return false;
  if (connection.ended_at == SteadyTime{}) connection.ended_at = now;
  return now - connection.ended_at > (session.settled() ? kCloseTime : kDrainTime);
}

void KinesisSender::steer(PutMediaSession& session, const KeysPtr& keys, bool live, SteadyTime now) {
  if (session.body_ended()) return;
  if (stopping_) return session.finish_when_empty();
  if (!live) return;
  if (rotation_due(keys, now)) {
    session.finish_at_boundary();
    renew_at_ = SteadyTime::max();
    ++counted_.rotations;
  } else if (backlog_due(now)) {
    session.finish_at_boundary();
  }
}

bool KinesisSender::rotation_due(const KeysPtr& keys, SteadyTime now) const {
  if (renew_at_ == SteadyTime::max()) return false;
  if (now >= renew_at_) return true;
  if (!keys->expires || *keys->expires - std::chrono::system_clock::now() > kKeysEndSoon) return false;
  const auto held = keeper_.current(now);
  return held.keys && held.keys != keys;
}

void KinesisSender::judge(const PutMediaSession& session, MediaFeed& feed, const KeysPtr& keys,
                          const std::string& stall) {
  const auto& response = upload_.response();
  if (session.failure()) return judge_ack(*session.failure(), feed, keys);
  if (!stall.empty()) return apply(Remedy::kRetry, stall, keys);
  if (response.status != 0 && response.status != kOk) {
    const auto error = service_error(response, *keys);
    return apply(remedy_for(error), fmt::format("PutMedia: {}", error.text()), keys, response.date());
  }
  if (session.body_ended() && session.settled()) return;
  if (!upload_.failure().empty()) return apply(Remedy::kRetry, upload_.failure(), keys);
  apply(Remedy::kRetry, "the service ended the connection before all was acknowledged", keys);
}

void KinesisSender::judge_ack(const PutMediaSession::Failure& failure, MediaFeed& feed, const KeysPtr& keys) {
  auto remedy = remedy_for_ack(failure.error_id);
  const auto fragment = failure.fragment;
  // What is about nothing in particular would fail again and again at once.
  if ((remedy == Remedy::kRetryOnce || remedy == Remedy::kSkip) && !fragment) remedy = Remedy::kRetry;
  if (remedy == Remedy::kRetryOnce && std::exchange(tried_once_ms_, failure.time_ms) == failure.time_ms) {
    remedy = Remedy::kSkip;
  }
  if (remedy == Remedy::kSkip) {
    log::warn("kinesis", "{}: a fragment is given up: {}", config_.stream_name, failure.text);
    feed.rejected(*fragment);
  }
  apply(remedy, failure.text, keys, upload_.response().date());
}

// What goes on whether or not there is a connection.
void KinesisSender::housekeeping(SteadyTime now) {
  if (buffer_.idle_since(now - kPause)) {
    buffer_.end_fragment();
    ask_for_key_();
  }
  const auto rate = config_.backlog_kbps * kBytesPerKilobit;
  backlog_tokens_ = std::min(backlog_tokens_ + rate * std::chrono::duration<double>(now - tokens_at_).count(),
                             rate * static_cast<double>(kTokensFor.count()));
  tokens_at_ = now;
  if (now >= next_publish_ || recovery_.state() != stats_.state || recovery_.error() != stats_.last_error) publish(now);
}

void KinesisSender::publish(SteadyTime now) {
  next_publish_ = now + kPublishEvery;
  counted_.state = recovery_.state();
  counted_.last_error = recovery_.error();
  counted_.clock_skew = recovery_.clock_skew();
  {
    const std::lock_guard lock(session_mutex_);
    counted_.acks_buffering = session_counts_.acks_buffering;
    counted_.acks_received = session_counts_.acks_received;
    counted_.acks_persisted = session_counts_.acks_persisted;
    counted_.acks_error = session_counts_.acks_error;
    counted_.acks_idle = session_counts_.acks_idle;
    counted_.bytes_sent = session_counts_.bytes_sent;
  }
  {
    const std::lock_guard lock(stats_mutex_);
    stats_ = counted_;
  }
  if (!config_.on_health) return;
  try {
    config_.on_health(stats());
  } catch (const std::exception& error) {
    log::warn("kinesis", "{}: on_health threw: {}", config_.stream_name, error.what());
  }
}

KvsStats KinesisSender::stats() const {
  KvsStats stats;
  {
    const std::lock_guard lock(stats_mutex_);
    stats = stats_;
  }
  const auto memory = buffer_.counts(Clock::now());
  stats.fragments = memory.begun;
  stats.fragments_persisted += memory.persisted;
  stats.fragments_pending = memory.pending;
  stats.fragments_dropped = memory.dropped;
  stats.fragments_rejected += memory.rejected;
  stats.units_skipped = memory.units_skipped;
  stats.bytes_pending = memory.bytes;
  stats.oldest_pending = memory.oldest;
  if (spool_ == nullptr) return stats;
  const auto disk = spool_->counts();
  stats.fragments += disk.recovered;
  stats.fragments_recovered = disk.recovered;
  stats.fragments_pending += disk.backlog;
  stats.fragments_dropped += disk.dropped;
  stats.bytes_pending += disk.backlog_bytes;
  stats.bytes_spooled = disk.bytes;
  if (disk.oldest_ms) {
    const std::chrono::system_clock::time_point oldest{std::chrono::milliseconds{*disk.oldest_ms}};
    stats.oldest_pending =
        std::max(stats.oldest_pending,
                 std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now() - oldest));
  }
  return stats;
}

}  // namespace skyline::kinesis
