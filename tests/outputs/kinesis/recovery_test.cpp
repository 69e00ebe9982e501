// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/recovery.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "skyline/log.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;

net::HttpResponse reply(int status, const std::string& type, const std::string& body) {
  net::HttpResponse response{.status = status, .body = body};
  if (!type.empty()) response.headers.emplace_back("x-amzn-errortype", type);
  return response;
}

TEST(Verdict, EachErrorAcknowledgementHasItsSense) {
  struct Row {
    int id;
    Remedy remedy;
  };
  for (const auto& [id, remedy] :
       {Row{4000, Remedy::kRetry},     Row{4001, Remedy::kSkip},      Row{4002, Remedy::kSkip},
        Row{4003, Remedy::kRetry},     Row{4004, Remedy::kRetryOnce}, Row{4005, Remedy::kReject},
        Row{4006, Remedy::kRetryOnce}, Row{4007, Remedy::kSkip},      Row{4008, Remedy::kDescribe},
        Row{4009, Remedy::kSkip},      Row{4010, Remedy::kReject},    Row{4011, Remedy::kSkip},
        Row{4012, Remedy::kReject},    Row{4500, Remedy::kReject},    Row{4506, Remedy::kReject},
        Row{4507, Remedy::kDescribe},  Row{5000, Remedy::kRetry},     Row{5001, Remedy::kRetry},
        Row{9999, Remedy::kRetry},     Row{0, Remedy::kRetry}}) {
    EXPECT_EQ(remedy, remedy_for_ack(id)) << id;
  }
}

TEST(Verdict, ErrorsOfTheServiceAreReadInTheirShapes) {
  struct Row {
    int status;
    const char* type;
    const char* body;
    Remedy remedy;
  };
  for (const auto& row :
       {Row{403, "", R"({"message":"The security token included in the request is expired"})", Remedy::kRefreshKeys},
        Row{403, "ExpiredTokenException:http://x/", R"({"Message":"expired"})", Remedy::kRefreshKeys},
        Row{403, "UnrecognizedClientException", "{}", Remedy::kRefreshKeys},
        Row{403, "InvalidSignatureException", R"({"message":"Signature expired: 2026 is now earlier"})",
            Remedy::kSetClock},
        Row{403, "AccessDeniedException", R"({"Message":"not allowed"})", Remedy::kReject},
        Row{401, "NotAuthorizedException", "{}", Remedy::kReject}, Row{403, "", "<html>", Remedy::kRefreshKeys},
        Row{404, "ResourceNotFoundException", "{}", Remedy::kDescribe},
        Row{400, "ResourceInUseException", "{}", Remedy::kDescribe},
        Row{400, "ClientLimitExceededException", "{}", Remedy::kRetry},
        Row{400, "InvalidArgumentException", "{}", Remedy::kReject},
        Row{429, "ThrottlingException", "", Remedy::kRetry}, Row{500, "", "", Remedy::kRetry},
        Row{503, "", "", Remedy::kRetry}}) {
    EXPECT_EQ(row.remedy, remedy_for(service_error(reply(row.status, row.type, row.body), {}))) << row.type << row.body;
  }
}

TEST(Verdict, TextNamesStatusNameAndMessage) {
  EXPECT_EQ("HTTP 400 FooException: why",
            service_error(reply(400, "FooException:x", R"({"Message":"why"})"), {}).text());
  EXPECT_EQ("HTTP 502", service_error(reply(502, "", "<html>"), {}).text());
  EXPECT_LE(service_error(reply(400, "", R"({"Message":")" + std::string(5000, 'x') + "\"}"), {}).message.size(), 300U);
}

// A refused signature is answered with what the service would have signed, the token's header included.
TEST(Verdict, KeysThatTheServiceRepeatsAreNotShown) {
  const AwsKeys keys{"AKIAEXAMPLEKEY", "a-secret-access-key", "a-session-token", std::nullopt};
  const auto text = service_error(reply(403, "InvalidSignatureException",
                                        R"({"message":"should have been 'x-amz-security-token:a-session-token' )"
                                        R"(Credential=AKIAEXAMPLEKEY/x a-secret-access-key"})"),
                                  keys)
                        .text();
  for (const auto& secret : {keys.access_key_id, keys.secret_access_key, keys.session_token}) {
    EXPECT_EQ(std::string::npos, text.find(secret)) << text;
  }
}

class RecoveryTest : public testing::Test {
 protected:
  Recovery::Moment at(std::chrono::milliseconds time) {
    return {Recovery::SteadyTime{time}, Recovery::SystemTime{1'700'000'000s} + time};
  }
  Recovery recovery_{"x", [] { return 0.5; }};
};

TEST_F(RecoveryTest, NinetySecondsOfRefusalsAreFewAttempts) {
  int attempts = 0;
  for (auto time = 0ms; time < 90s; ++attempts) {
    static_cast<void>(recovery_.lost("refused", at(time)));
    ASSERT_GT(recovery_.retry_at(), at(time).steady);
    time = std::chrono::duration_cast<std::chrono::milliseconds>(recovery_.retry_at().time_since_epoch());
  }
  EXPECT_LE(attempts, 15);
  EXPECT_GE(attempts, 8);
  EXPECT_EQ(KvsState::kRetrying, recovery_.state());
  EXPECT_EQ("refused", recovery_.error());
}

TEST_F(RecoveryTest, TheEndpointIsAskedForAgainAfterSomeFailures) {
  EXPECT_FALSE(recovery_.lost("a", at(0s)).forget_stream);
  EXPECT_TRUE(recovery_.lost("a", at(1s)).forget_stream);
}

TEST_F(RecoveryTest, DelaysBeginSmallAgainAfterASuccess) {
  for (int i = 0; i < 10; ++i) static_cast<void>(recovery_.lost("a", at(0s)));
  EXPECT_GT(recovery_.retry_at(), at(5s).steady);
  recovery_.succeeded();
  EXPECT_EQ(KvsState::kSending, recovery_.state());
  EXPECT_EQ("", recovery_.error());
  static_cast<void>(recovery_.lost("a", at(0s)));
  EXPECT_LT(recovery_.retry_at(), at(1s).steady);
}

TEST_F(RecoveryTest, TheServicesClockIsTakenOnceAndAtOnce) {
  const auto service = at(10s).system + 1h;
  EXPECT_FALSE(recovery_.apply(Remedy::kSetClock, "skewed", at(10s), service).refresh_keys);
  EXPECT_EQ(1h, recovery_.clock_skew());
  EXPECT_EQ(at(10s).steady, recovery_.retry_at());
  // Refused all the same: it is not the clock.
  EXPECT_TRUE(recovery_.apply(Remedy::kSetClock, "skewed", at(10s), service).refresh_keys);
  EXPECT_EQ(KvsState::kRejected, recovery_.state());
  EXPECT_GT(recovery_.retry_at(), at(12s).steady);
}

TEST_F(RecoveryTest, WithoutADateTheClockStays) {
  EXPECT_TRUE(recovery_.apply(Remedy::kSetClock, "skewed", at(0s), std::nullopt).refresh_keys);
  EXPECT_EQ(0ms, recovery_.clock_skew());
}

TEST_F(RecoveryTest, OneBadFragmentCostsNoTimeButManyDo) {
  static_cast<void>(recovery_.apply(Remedy::kRetryOnce, "bad", at(1s), std::nullopt));
  EXPECT_EQ(at(1s).steady, recovery_.retry_at());
  static_cast<void>(recovery_.apply(Remedy::kSkip, "bad", at(1s), std::nullopt));
  EXPECT_EQ(at(1s).steady, recovery_.retry_at());
  static_cast<void>(recovery_.apply(Remedy::kSkip, "bad", at(1s), std::nullopt));
  EXPECT_GT(recovery_.retry_at(), at(1s).steady);
  recovery_.succeeded();
  static_cast<void>(recovery_.apply(Remedy::kSkip, "bad", at(2s), std::nullopt));
  EXPECT_EQ(at(2s).steady, recovery_.retry_at());
}

TEST_F(RecoveryTest, ARefusalIsTriedNowAndThen) {
  for (int i = 0; i < 20; ++i) static_cast<void>(recovery_.apply(Remedy::kReject, "denied", at(0s), std::nullopt));
  EXPECT_EQ(KvsState::kRejected, recovery_.state());
  EXPECT_GE(recovery_.retry_at(), at(30s).steady);
  EXPECT_LE(recovery_.retry_at(), at(60s).steady);
}

TEST_F(RecoveryTest, TheLogTellsOfEachLossOnceAndOfTheReturn) {
  std::vector<std::string> lines;
  set_log_sink([&](LogLevel, std::string_view, std::string_view line) { lines.emplace_back(line); });
  recovery_.succeeded();
  recovery_.succeeded();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], "x: the service takes media");
  for (int i = 0; i < 5; ++i) static_cast<void>(recovery_.lost("refused", at(i * 1s)));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_NE(lines[1].find("x: refused; tried again in"), std::string::npos) << lines[1];
  recovery_.succeeded();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[2], "x: the service takes media again");
  // Too soon after the last line: neither the loss nor the return is told.
  static_cast<void>(recovery_.lost("refused", at(9s)));
  recovery_.succeeded();
  EXPECT_EQ(lines.size(), 3U);
  set_log_sink({});
}

}  // namespace
}  // namespace skyline::kinesis
