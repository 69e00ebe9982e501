// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/service_check.hpp"

#include <fmt/format.h>

#include "net/client/http_upload.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kOk = 200;
constexpr int kNotFound = 404;
constexpr auto kSessionTime = 10s;
constexpr const char* kDescribe = "DescribeStream";
constexpr const char* kCreate = "CreateStream";
constexpr const char* kEndpoint = "GetDataEndpoint";
constexpr const char* kPut = "PutMedia";

/// A body of no bytes, and the first error among the acknowledgements.
class NoMedia final : public net::HttpUpload::Peer {
 public:
  Fill fill(char* /*to*/, std::size_t /*room*/, std::size_t& /*count*/) override { return Fill::kEnd; }
  void receive(std::string_view bytes) override {
    for (auto& ack : parser_.add(bytes)) {
      if (ack.kind == FragmentAck::Kind::kError && !error_) error_ = std::move(ack);
    }
  }
  [[nodiscard]] const std::optional<FragmentAck>& error() const { return error_; }

 private:
  FragmentAckParser parser_;
  std::optional<FragmentAck> error_;
};

}  // namespace

ServiceCheck::ServiceCheck(const KvsConfig& config, const KvsCheckEvents& events)
    : config_(config), events_(events), control_(config) {}

void ServiceCheck::run() {
  events_.done(
      {"region", CheckStatus::kOk, fmt::format("{}, by {}", control_.address().region, control_.address().url)});
  const bool has_keys = check_credentials();
  if (!check_connection() || !has_keys) return;
  if (config_.stream_name.empty()) {
    events_.done({"permissions", CheckStatus::kInfo, "skipped: give --kvs STREAM"});
    return;
  }
  check_permissions();
}

void ServiceCheck::begin(const char* name) const {
  if (events_.begun) events_.begun(name);
}

bool ServiceCheck::check_credentials() {
  begin("credentials");
  try {
    keys_ = config_.credentials->fetch();
    const auto result = credentials_result(config_.credentials->provider(), keys_, std::chrono::system_clock::now());
    events_.done(result);
    return result.status != CheckStatus::kFailed;
  } catch (const std::exception& error) {
    events_.done({"credentials", CheckStatus::kFailed, error.what(),
                  "give keys in one of the ways of AWS's own tools, or --credentials; skyline credentials --help"});
    return false;
  }
}

// Not signed: the service answers that with an error, and with its time, whatever the keys are.
bool ServiceCheck::check_connection() {
  begin("connection");
  const auto& address = control_.address();
  const auto reach = net::reach({.method = "GET", .url = address.url + '/', .tls = address.tls});
  const auto now = std::chrono::system_clock::now();
  for (const auto& result : reach_results(reach, address.url)) events_.done(result);
  if (reach.failed) return false;
  const auto date = reach.response.date();
  if (!date) {
    events_.done({"clock", CheckStatus::kInfo, "the service does not tell its time"});
    return true;
  }
  // The date is in whole seconds, rounded down.
  const auto there = *date + 500ms + reach.reply_time / 2;
  skew_ = std::chrono::duration_cast<std::chrono::milliseconds>(there - now);
  if (std::chrono::abs(skew_) < 2s) skew_ = 0ms;
  events_.done(clock_result(skew_));
  return true;
}

void ServiceCheck::check_permissions() {
  check_stream();
  check_endpoint();
  check_put_media();
  if (no_stream_) {
    events_.done({kCreate, CheckStatus::kWarning,
                  fmt::format("needed, as there is no stream {} yet; not tried, nothing is made", config_.stream_name),
                  fmt::format("allow {} on {} to these keys, or make the stream: aws kinesisvideo create-stream "
                              "--stream-name {} --data-retention-in-hours {}",
                              permission(kCreate).action(), policy_resource(permission(kCreate)), config_.stream_name,
                              config_.retention.count())});
  }
}

Permission ServiceCheck::permission(const char* api) const {
  return {.api = api, .region = control_.address().region, .stream = config_.stream_name};
}

void ServiceCheck::pass_over(const char* api, const char* why) const {
  events_.done({api, CheckStatus::kInfo, fmt::format("not tried: {}", why)});
}

void ServiceCheck::ask(const char* api, const std::function<void()>& call) {
  if (keys_refused_) return pass_over(api, "the keys are refused");
  if (no_stream_) return pass_over(api, "there is no stream yet");
  begin(api);
  try {
    call();
  } catch (const ServiceFailure& failure) {
    const auto remedy = remedy_for(failure.error());
    keys_refused_ = remedy == Remedy::kRefreshKeys || remedy == Remedy::kSetClock;
    events_.done(refusal_result(permission(api), failure.error()));
  } catch (const std::exception& error) {
    events_.done(unanswered_result(permission(api), error.what()));
  }
}

void ServiceCheck::check_stream() {
  ask(kDescribe, [this] {
    ControlPlane::Description stream;
    try {
      stream = control_.describe(keys_, skew_);
    } catch (const ServiceFailure& failure) {
      if (failure.error().status != kNotFound) throw;
      no_stream_ = true;
      events_.done({kDescribe, CheckStatus::kOk, fmt::format("allowed; there is no stream {}", config_.stream_name)});
      return;
    }
    CheckResult result{kDescribe, CheckStatus::kOk,
                       fmt::format("allowed; {} is {}", config_.stream_name, stream.status)};
    not_ready_ = !stream.usable();
    if (not_ready_) {
      result.status = CheckStatus::kWarning;
      result.hint = "media is taken when the stream is ACTIVE: wait, or look at it in the console";
    } else if (stream.hours && *stream.hours > 0) {
      result.detail += fmt::format(" and keeps media for {} h", *stream.hours);
    } else if (stream.hours) {
      result.detail += " and keeps nothing: only live viewers see it";
    }
    events_.done(result);
  });
}

void ServiceCheck::check_endpoint() {
  ask(kEndpoint, [this] {
    data_endpoint_ = control_.data_endpoint(keys_, skew_);
    events_.done({kEndpoint, CheckStatus::kOk, fmt::format("allowed; media goes to {}", data_endpoint_)});
  });
}

void ServiceCheck::check_put_media() {
  if (data_endpoint_.empty() && !keys_refused_ && !no_stream_) {
    return pass_over(kPut, "where media goes is not known");
  }
  if (not_ready_) return pass_over(kPut, "the stream is not ACTIVE");
  ask(kPut, [this] {
    NoMedia body;
    net::HttpUpload upload;
    upload.begin(control_.put_media(data_endpoint_, keys_, skew_), body);
    const auto deadline = Clock::now() + kSessionTime;
    while (upload.turn() && Clock::now() < deadline) upload.wait(deadline);
    upload.cancel();
    const auto& response = upload.response();
    if (response.status == kOk) {
      events_.done(session_result(permission(kPut), body.error()));
      return;
    }
    if (response.status != 0) throw ServiceFailure("PutMedia", service_error(response, keys_), response.date());
    throw Error(upload.failure().empty() ? fmt::format("no answer within {} s", kSessionTime.count())
                                         : upload.failure());
  });
}

}  // namespace skyline::kinesis
