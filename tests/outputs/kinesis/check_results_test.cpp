// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/check_results.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using Step = net::Reach::Step;

constexpr auto kOk = CheckStatus::kOk;
constexpr auto kWarning = CheckStatus::kWarning;
constexpr auto kFailed = CheckStatus::kFailed;

const Permission kPut{"PutMedia", "eu-west-1", "door"};

TEST(ClockResult, WarnsFromAMinuteAndFailsFromFiveOn) {
  struct Row {
    std::chrono::milliseconds skew;
    CheckStatus status;
    const char* detail;
  };
  for (const auto& [skew, status, detail] : {
           Row{0ms, kOk, "as the service's"},
           Row{-59s, kOk, "59 s ahead of the service's"},
           Row{59s, kOk, "59 s behind the service's"},
           Row{60s, kWarning, "60 s behind the service's"},
           Row{-60s, kWarning, "60 s ahead of the service's"},
           Row{299s, kWarning, "299 s behind"},
           Row{300s, kFailed, "300 s behind"},
           Row{-24h, kFailed, "86400 s ahead of"},
       }) {
    const auto result = clock_result(skew);
    EXPECT_EQ(result.status, status) << skew.count();
    EXPECT_THAT(result.detail, HasSubstr(detail));
    EXPECT_EQ(result.hint.empty(), status == kOk);
  }
}

TEST(CredentialsResult, TellsTheEndAndNoKey) {
  const std::chrono::system_clock::time_point now{1'800'000'000s};
  AwsKeys keys{"ASIAHUNTER2ID", "hunter2SECRET", "hunter2TOKEN", std::nullopt};
  EXPECT_EQ(credentials_result("profile dev", keys, now).detail, "profile dev, temporary (ASIA...)");
  keys.expires = now + 1h;
  EXPECT_EQ(credentials_result("p", keys, now).status, kOk);
  EXPECT_THAT(credentials_result("p", keys, now).detail, HasSubstr("until 2027-01-15T09:00:00Z"));
  keys.expires = now + 299s;
  EXPECT_EQ(credentials_result("p", keys, now).status, kWarning);
  keys.expires = now;
  const auto over = credentials_result("p", keys, now);
  EXPECT_EQ(over.status, kFailed);
  EXPECT_THAT(over.detail, HasSubstr("expired at"));
  EXPECT_THAT(over.detail + over.hint, Not(HasSubstr("unter2")));
}

std::string names(const std::vector<CheckResult>& results) {
  std::string text;
  for (const auto& result : results) text += result.name + (result.status == kFailed ? "! " : " ");
  return text;
}

TEST(ReachResults, EndWhereTheWayEnds) {
  net::Reach reach;
  reach.address = "192.0.2.1";
  const std::string url = "https://kinesisvideo.eu-west-1.amazonaws.com";
  EXPECT_EQ(names(reach_results(reach, url)), "DNS TCP TLS ");
  reach.failure = "why";
  struct Row {
    Step step;
    const char* names;
    const char* hint;
  };
  for (const auto& [step, expected, hint] : {
           Row{Step::kName, "DNS! ", "kinesisvideo.eu-west-1.amazonaws.com"},
           Row{Step::kConnection, "DNS TCP! ", "firewall"},
           Row{Step::kTls, "DNS TCP TLS! ", "AWS_CA_BUNDLE"},
           Row{Step::kReply, "DNS TCP TLS reply! ", "--kvs-endpoint"},
       }) {
    reach.failed = step;
    const auto results = reach_results(reach, url);
    EXPECT_EQ(names(results), expected);
    EXPECT_EQ(results.back().detail, "why");
    EXPECT_THAT(results.back().hint, HasSubstr(hint));
  }
}

TEST(ReachResults, PlainHttpIsInformation) {
  const auto results = reach_results({}, "http://127.0.0.1:4567");
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[2].status, CheckStatus::kInfo);
}

TEST(RefusalResult, NamesTheActionOrTheKeysOrTheClock) {
  struct Row {
    ServiceError error;
    const char* hint;
  };
  for (const auto& [error, hint] : {
           Row{{403, "AccessDeniedException", ""},
               "allow kinesisvideo:PutMedia on arn:aws:kinesisvideo:eu-west-1:*:str"},
           Row{{401, "NotAuthorizedException", ""}, "allow kinesisvideo:PutMedia"},
           Row{{403, "UnrecognizedClientException", ""}, "does not take these keys"},
           Row{{403, "", ""}, "does not take these keys"},
           Row{{403, "InvalidSignatureException", ""}, "secret key"},
           Row{{404, "ResourceNotFoundException", ""}, "stream is not there"},
           Row{{400, "InvalidArgumentException", ""}, "no such request"},
           Row{{503, "", ""}, "try again later"},
       }) {
    const auto result = refusal_result(kPut, error);
    EXPECT_EQ(result.status, kFailed);
    EXPECT_EQ(result.name, "PutMedia");
    EXPECT_THAT(result.hint, HasSubstr(hint)) << error.text();
    EXPECT_EQ(result.detail, error.text());
  }
}

TEST(PolicyResource, HasThePartitionOfTheRegion) {
  EXPECT_EQ(policy_resource(kPut), "arn:aws:kinesisvideo:eu-west-1:*:stream/door/*");
  EXPECT_THAT(policy_resource({"PutMedia", "cn-north-1", "door"}), HasSubstr("arn:aws-cn:"));
  EXPECT_THAT(policy_resource({"PutMedia", "us-gov-west-1", "door"}), HasSubstr("arn:aws-us-gov:"));
}

TEST(SessionResult, OnlyTheStreamsKeyIsAFault) {
  EXPECT_EQ(session_result(kPut, std::nullopt).status, kOk);
  FragmentAck ack;
  ack.kind = FragmentAck::Kind::kError;
  for (const auto& [id, status] : {std::pair{4000, kOk}, {4006, kOk}, {4499, kOk}, {4500, kFailed}, {4506, kFailed}}) {
    ack.error_id = id;
    EXPECT_EQ(session_result(kPut, ack).status, status) << id;
  }
  ack.error_code = "KMS_KEY_ACCESS_DENIED";
  EXPECT_THAT(session_result(kPut, ack).hint, HasSubstr("kms:GenerateDataKey"));
}

}  // namespace
}  // namespace skyline::kinesis
