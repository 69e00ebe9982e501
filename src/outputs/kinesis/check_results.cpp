// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/check_results.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <utility>

#include "outputs/kinesis/credentials_check.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
using Step = net::Reach::Step;

constexpr auto kSkewWarning = 60s;
constexpr auto kSkewFailure = 5min;
constexpr auto kSoon = 5min;
constexpr int kFirstKmsError = 4500;
constexpr int kLastKmsError = 4506;
constexpr const char* kSetClock = "set this machine's clock, best by NTP: timedatectl set-ntp true";

std::string format_time(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

/// Host and port as they stand in the URL.
std::string authority(const std::string& url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(begin, url.find('/', begin) - begin);
}

CheckResult name_failure(const net::Reach& reach, const std::string& url) {
  return {"DNS", CheckStatus::kFailed, reach.failure,
          fmt::format("no address is known for {}: check the region, /etc/resolv.conf, and that there is a network; a "
                      "proxy is taken from https_proxy",
                      authority(url))};
}

CheckResult connection_failure(const net::Reach& reach, const std::string& url) {
  return {
      "TCP", CheckStatus::kFailed, reach.failure,
      fmt::format("allow outbound TCP to {} in the firewall or security group, or set https_proxy", authority(url))};
}

CheckResult tls_failure(const net::Reach& reach) {
  return {"TLS", CheckStatus::kFailed, reach.failure,
          "install ca-certificates; behind a proxy that looks into TLS, give its certificate with AWS_CA_BUNDLE"};
}

CheckResult connected(const net::Reach& reach) {
  auto detail = "connected to " + reach.address;
  if (reach.failed != Step::kTls) detail += fmt::format(" in {} ms", reach.connection_time.count());
  return {"TCP", CheckStatus::kOk, std::move(detail)};
}

CheckResult secured(const net::Reach& reach, const std::string& url) {
  if (!url.starts_with("https:")) return {"TLS", CheckStatus::kInfo, "not used, as the endpoint is " + url};
  return {"TLS", CheckStatus::kOk, fmt::format("the certificate is good; {} ms", reach.tls_time.count())};
}

bool denied(const ServiceError& error) {
  return error.name.starts_with("AccessDenied") || error.name.starts_with("NotAuthorized");
}

}  // namespace

CheckResult credentials_result(const std::string& provider, const AwsKeys& keys,
                               std::chrono::system_clock::time_point now) {
  CheckResult result{"credentials", CheckStatus::kOk, fmt::format("{}, {}", provider, kind_of_keys(keys))};
  if (!keys.expires) return result;
  const bool over = *keys.expires <= now;
  result.detail += fmt::format(", {} {}", over ? "expired at" : "until", format_time(*keys.expires));
  if (over) {
    result.status = CheckStatus::kFailed;
    result.hint = "renew the keys where they come from, for example: aws sso login";
  } else if (*keys.expires - now < kSoon) {
    result.status = CheckStatus::kWarning;
    result.hint = "they end within five minutes: see to it that they are renewed where they come from";
  }
  return result;
}

std::vector<CheckResult> reach_results(const net::Reach& reach, const std::string& url) {
  if (reach.failed == Step::kName) return {name_failure(reach, url)};
  std::vector<CheckResult> results{
      {"DNS", CheckStatus::kOk, fmt::format("{}, {} ms", authority(url), reach.name_time.count())}};
  if (reach.failed == Step::kConnection) {
    results.push_back(connection_failure(reach, url));
    return results;
  }
  results.push_back(connected(reach));
  results.push_back(reach.failed == Step::kTls ? tls_failure(reach) : secured(reach, url));
  if (reach.failed == Step::kReply) {
    results.push_back({"reply", CheckStatus::kFailed, reach.failure,
                       "what answers there may not be the service: check --kvs-endpoint and proxies"});
  }
  return results;
}

CheckResult clock_result(std::chrono::milliseconds skew) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(std::chrono::abs(skew));
  CheckResult result{"clock", CheckStatus::kOk,
                     fmt::format("{} s {} the service's", seconds.count(), skew > 0ms ? "behind" : "ahead of")};
  if (seconds <= 1s) result.detail = "as the service's";
  if (seconds < kSkewWarning) return result;
  result.status = seconds < kSkewFailure ? CheckStatus::kWarning : CheckStatus::kFailed;
  result.hint = kSetClock;
  return result;
}

std::string policy_resource(const Permission& permission) {
  const auto* const partition = permission.region.starts_with("cn-")       ? "aws-cn"
                                : permission.region.starts_with("us-gov-") ? "aws-us-gov"
                                                                           : "aws";
  return fmt::format("arn:{}:kinesisvideo:{}:*:stream/{}/*", partition, permission.region, permission.stream);
}

CheckResult refusal_result(const Permission& permission, const ServiceError& error) {
  CheckResult result{permission.api, CheckStatus::kFailed, error.text()};
  if (denied(error)) {
    result.hint = fmt::format("allow {} on {} to these keys", permission.action(), policy_resource(permission));
    return result;
  }
  switch (remedy_for(error)) {
    case Remedy::kRefreshKeys: result.hint = "the service does not take these keys: renew them, or use others"; break;
    case Remedy::kSetClock:
      result.hint = "the signature is refused: the secret key is not the right one, or the clock is wrong";
      break;
    case Remedy::kDescribe:
      result.hint = "the stream is not there, or is not active: wait, or look for its name";
      break;
    case Remedy::kReject: result.hint = "the service takes no such request: check stream, region and account"; break;
    default: result.hint = "the service has trouble or limits the number of calls: try again later"; break;
  }
  return result;
}

CheckResult unanswered_result(const Permission& permission, std::string_view why) {
  return {permission.api, CheckStatus::kFailed, std::string(why),
          "allow outbound TCP 443 to *.kinesisvideo.REGION.amazonaws.com, where media goes, too; then try again"};
}

CheckResult session_result(const Permission& permission, const std::optional<FragmentAck>& error) {
  CheckResult result{permission.api, CheckStatus::kOk, "allowed: a session was opened, and ended without media"};
  // A session without media is nothing the service expects: what it says against that is no fault of anybody's.
  if (!error || error->error_id < kFirstKmsError || error->error_id > kLastKmsError) return result;
  result.status = CheckStatus::kFailed;
  result.detail = fmt::format("the service answers {} {}", error->error_id, quotable(error->error_code, {}));
  result.hint = "allow kms:GenerateDataKey on the stream's key to these keys, and see that the key is enabled";
  return result;
}

}  // namespace skyline::kinesis
