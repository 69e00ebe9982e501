// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <cmath>

#include "base/secret.hpp"
#include "emulator/fragment_intake.hpp"
#include "emulator/live_session.hpp"
#include "emulator/service.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using net::awaitable;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t kReadSize = std::size_t{16} << 10U;
constexpr auto kLinger = 2s;  // for a producer to see that the reply has ended
constexpr MediaFault kConnectionTooLong{4003, "MAX_CONNECTION_DURATION_REACHED"};
constexpr int kRequestIdBytes = 16;

struct PutRequest {
  StreamRecord stream;
  std::int64_t base_ms = 0;
  bool wants_acks = true;
};

/// Seconds with a fraction, in milliseconds.
std::int64_t parse_timestamp(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || !(seconds >= 0) || seconds > 1e10) {
    throw invalid_argument("x-amzn-producer-start-timestamp is seconds since 1970.");
  }
  return std::llround(seconds * 1000);
}

StreamRecord find_stream(const Service& service, const net::RequestHead& head) {
  const std::string name(head.header("x-amzn-stream-name"));
  const std::string arn(head.header("x-amzn-stream-arn"));
  if (name.empty() == arn.empty()) throw invalid_argument("Give x-amzn-stream-name or x-amzn-stream-arn.");
  auto stream = name.empty() ? service.streams.by_arn(arn) : service.streams.by_name(name);
  if (service.clock.now_ms() < stream.active_ms)
    throw not_found("The requested stream is not found or not active: " + stream.name);
  return stream;
}

PutRequest parse_request(const Service& service, const net::RequestHead& head) {
  PutRequest request{find_stream(service, head)};
  const auto type = head.header("x-amzn-fragment-timecode-type");
  if (type != "ABSOLUTE" && type != "RELATIVE")
    throw invalid_argument("x-amzn-fragment-timecode-type is ABSOLUTE or RELATIVE.");
  const auto start = head.header("x-amzn-producer-start-timestamp");
  if (type == "RELATIVE" || !start.empty()) {
    const auto start_ms = parse_timestamp(start);
    if (type == "RELATIVE") request.base_ms = start_ms;
  }
  request.wants_acks = head.header("x-amzn-fragment-acknowledgment-required") != "0";
  return request;
}

/// From the reply's head to the end of both directions.
class Session : public LiveSession {
 public:
  Session(Call& call, const PutRequest& request)
      : service_(call.service),
        exchange_(call.exchange),
        stream_id_(request.stream.id),
        faults_(call.service.faults.take(FaultPoint::kMedia, "PutMedia")),
        record_(call.service.log.begin({request.stream.name, call.access_key, Clock::now()})),
        acks_(call.exchange, style(request), [this](const std::string& text) { service_.log.add_ack(record_, text); }),
        intake_(call.service, request.stream, request.base_ms, record_, acks_, faults_),
        resume_(call.exchange.executor()) {
    auto& newest = service_.live[stream_id_];
    if (newest != nullptr) newest->retire(service_.options.overlap);
    newest = this;
    acks_.end_at(Clock::now() + service_.options.connection_life, kConnectionTooLong);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() override {
    const auto found = service_.live.find(stream_id_);
    if (found != service_.live.end() && found->second == this) service_.live.erase(found);
    service_.log.edit(record_, [](SessionRecord& record) { record.ended = Clock::now(); });
  }

  void retire(std::chrono::milliseconds delay) override { acks_.end_at(Clock::now() + delay); }
  void fail(MediaFault fault) override { acks_.end_at(Clock::now(), fault); }

  awaitable<void> run() {
    exchange_.set_idle_limit(service_.options.silence);
    const net::Reply head{200,
                          {{"Content-Type", "application/json"}, {"x-amzn-RequestId", random_hex(kRequestIdBytes)}}};
    co_await exchange_.begin(head);
    auto reading = take_media();
    auto writing = send_acks();
    co_await net::both(reading, writing);
  }

 private:
  AckStyle style(const PutRequest& request) const {
    AckStyle style;
    style.wanted = request.wants_acks;
    style.delay = service_.options.ack_delay;
    style.idle_interval = service_.options.idle_interval;
    faults_.apply(style);
    return style;
  }

  awaitable<void> take_media() {
    try {
      co_await read_to_end();
      if (!over_) intake_.finish();
    } catch (const MediaError& error) {
      intake_.acknowledge(error);
    } catch (const std::exception&) {  // the connection is gone
      acks_.abandon();
      throw;
    }
    acks_.close();
  }

  awaitable<void> send_acks() {
    try {
      co_await acks_.run();
    } catch (const std::exception&) {
      exchange_.abort();
      throw;
    }
    over_ = true;
    resume_.notify();
    exchange_.set_idle_limit(kLinger);
  }

  awaitable<void> read_to_end() {
    std::array<std::uint8_t, kReadSize> bytes{};
    while (!over_) {
      const auto got = co_await exchange_.read(bytes);
      if (got == 0 || over_) co_return;
      intake_.feed(std::span(bytes).first(got));
      const auto rule = faults_.interruption(intake_.fragments(), intake_.bytes());
      if (rule) co_await interrupt(*rule);
    }
  }

  awaitable<void> interrupt(const FaultRule& rule) {
    if (rule.action == "end_response") acks_.end_at(Clock::now());
    if (rule.action == "reset_media") {
      const std::chrono::seconds refused{rule.number("refuse_seconds", 0)};
      if (refused > 0s) service_.refuse(refused);
      acks_.abandon();
      exchange_.abort();
    }
    if (rule.action == "stall_media") co_await stall(std::chrono::seconds{rule.number("seconds", 0)});
  }

  // Time 0: until the session ends.
  awaitable<void> stall(std::chrono::seconds time) {
    acks_.hold(true);
    const auto end = time > 0s ? Clock::now() + time : Clock::time_point::max();
    while (!over_ && Clock::now() < end) co_await resume_.wait_until(end);
    acks_.hold(false);
  }

  Service& service_;
  net::Exchange& exchange_;
  const std::string stream_id_;
  MediaFaults faults_;
  SessionLog::Entry record_;
  AckQueue acks_;
  FragmentIntake intake_;
  net::Signal resume_;  // of a stalled session, when it is over
  bool over_ = false;   // the reply has ended
};

awaitable<void> put_media(Call& call) {
  const auto request = parse_request(call.service, call.exchange.head());
  Session session(call, request);
  co_await session.run();
}

constexpr std::array kRoutes = {
    Route{.path = "/putMedia", .api = "PutMedia", .serve = put_media, .is_data = true, .streams_in = true},
};

}  // namespace

std::span<const Route> media_routes() { return kRoutes; }

}  // namespace skyline::emulator
