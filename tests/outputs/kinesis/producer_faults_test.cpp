// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "producer_fixture.hpp"
#include "short_lived_keys.hpp"

// What the producer does about each fault, fragment by fragment.
namespace skyline::test {
namespace {

using namespace std::chrono_literals;

// --- error acknowledgements
// -------------------------------------------------------------------------------------------

enum class Sense { kReplayed, kSkipped, kRetriedOnceThenSkipped, kWaits };

struct AckCase {
  int id;
  Sense sense;
};

void PrintTo(const AckCase& row, std::ostream* out) { *out << row.id; }

class ErrorAckTest : public ProducerTest, public testing::WithParamInterface<AckCase> {
 protected:
  void fail_third_fragment(int times) {
    set_faults(
        fmt::format(R"({{"rules":[{{"action":"ack_error","id":{},"fragment":3,"times":{}}}]}})", GetParam().id, times));
  }
};

TEST_P(ErrorAckTest, OnceIsDealtWithByItsSense) {
  start_service();
  fail_third_fragment(1);
  open();
  feed(8);
  if (GetParam().sense == Sense::kWaits) {
    EXPECT_TRUE(eventually([&] { return stats().state == KvsState::kRejected; }));
    EXPECT_NE(std::string::npos, stats().last_error.find(std::to_string(GetParam().id)));
    close();  // a last attempt, which nothing refuses
    expect_stored();
  } else {
    EXPECT_TRUE(wait_for_persisted(GetParam().sense == Sense::kSkipped ? 6 : 7));
    close();
    expect_stored(GetParam().sense == Sense::kSkipped ? std::vector<int>{2} : std::vector<int>{});
  }
  EXPECT_EQ(1U, stats().acks_error);
  EXPECT_EQ(GetParam().sense == Sense::kSkipped ? 1U : 0U, stats().fragments_rejected);
  expect_accounted();
}

INSTANTIATE_TEST_SUITE_P(
    Kinesis, ErrorAckTest,
    testing::Values(AckCase{4000, Sense::kReplayed}, AckCase{4001, Sense::kSkipped}, AckCase{4002, Sense::kSkipped},
                    AckCase{4003, Sense::kReplayed}, AckCase{4004, Sense::kRetriedOnceThenSkipped},
                    AckCase{4005, Sense::kWaits}, AckCase{4006, Sense::kRetriedOnceThenSkipped},
                    AckCase{4007, Sense::kSkipped}, AckCase{4008, Sense::kReplayed}, AckCase{4009, Sense::kSkipped},
                    AckCase{4010, Sense::kWaits}, AckCase{4011, Sense::kSkipped}, AckCase{4500, Sense::kWaits},
                    AckCase{4503, Sense::kWaits}, AckCase{4506, Sense::kWaits}, AckCase{4507, Sense::kReplayed},
                    AckCase{5000, Sense::kReplayed}, AckCase{5001, Sense::kReplayed}, AckCase{9999, Sense::kReplayed}),
    [](const auto& one) { return std::to_string(one.param.id); });

TEST_F(ProducerTest, AFragmentThatIsRefusedTwiceIsGivenUp) {
  start_service();
  // The third fragment of the first connection, and the first one of the second, which is the same.
  set_faults(R"({"rules":[{"action":"ack_error","id":4006,"fragment":3,"times":1},
                          {"action":"ack_error","id":4006,"fragment":1,"after":1,"times":1}]})");
  open();
  feed(8);
  EXPECT_TRUE(wait_for_persisted(6));
  close();
  expect_stored({2});
  EXPECT_EQ(1U, stats().fragments_rejected);
}

TEST_F(ProducerTest, AnErrorThatNamesNoFragmentIsAboutTheOldestNotReceived) {
  start_service();
  set_faults(R"({"rules":[{"action":"ack_error","id":4001,"fragment":3,"bare":true,"times":1}]})");
  open();
  feed(8);
  EXPECT_TRUE(wait_for_persisted(6));
  close();
  expect_stored({2});
}

TEST_F(ProducerTest, AServiceThatTakesNoFragmentIsNotStormed) {
  start_service();
  set_faults(R"({"rules":[{"action":"ack_error","id":4006,"bare":true,"fragment":1,"times":0}]})");
  open();
  feed(30);
  EXPECT_TRUE(eventually([&] { return stats().acks_error >= 3; }));
  EXPECT_LE(stats().attempts, 6U);
  EXPECT_LE(stats().fragments_rejected, 3U);
  set_faults(R"({"rules":[]})");
  close();
  expect_accounted();
  EXPECT_EQ(30U, stats().fragments_persisted + stats().fragments_rejected);
}

// --- acknowledgements in any framing, late, or none
// -------------------------------------------------------------------

class AckFramingTest : public ProducerTest, public testing::WithParamInterface<const char*> {};

TEST_P(AckFramingTest, IsReadAllTheSame) {
  start_service();
  set_faults(fmt::format(R"({{"rules":[{{"times":0,{}}}]}})", GetParam()));
  open();
  feed(6);
  close();
  expect_stored();
  EXPECT_EQ(1U, sessions());
}

INSTANTIATE_TEST_SUITE_P(Kinesis, AckFramingTest,
                         testing::Values(R"("action":"ack_join")", R"("action":"ack_split")",
                                         R"("action":"ack_pretty")", R"("action":"ack_delay","ms":400)",
                                         R"("action":"persist_delay","ms":400)"),
                         [](const auto& one) { return std::to_string(one.index); });

// --- connections
// ------------------------------------------------------------------------------------------------------

TEST_F(ProducerTest, AResetInTheMiddleOfAFragmentLosesNothing) {
  start_service();
  set_faults(R"({"rules":[{"action":"reset_media","fragment":3,"bytes":2000,"times":1}]})");
  open();
  feed(8);
  EXPECT_TRUE(wait_for_persisted(7));
  close();
  expect_stored();
  EXPECT_EQ(2U, sessions());
  EXPECT_GE(stats().fragments_replayed, 1U);
}

TEST_F(ProducerTest, EveryConnectionBeginsWithAWholeHeader) {
  start_service();
  set_faults(R"({"rules":[{"action":"reset_media","fragment":2,"bytes":500,"times":4}]})");
  open();
  feed(10);
  EXPECT_TRUE(wait_for_persisted(9));
  close();
  expect_stored();
  for (const auto& session : service().sessions()) EXPECT_TRUE(session.header_seen);
}

TEST_F(ProducerTest, AReplyThatEndsEarlyIsNoLoss) {
  start_service();
  set_faults(R"({"rules":[{"action":"end_response","fragment":3,"times":1}]})");
  open();
  feed(8);
  EXPECT_TRUE(wait_for_persisted(7, 60s));
  close();
  // What was received after that could not be acknowledged: it is sent again.
  const auto kept = stored();
  EXPECT_EQ(8U, kept.size());
  for (const auto& [number, times] : kept) EXPECT_LE(times, 2) << number;
}

TEST_F(ProducerTest, AnOutageIsMadeUpFor) {
  start_service();
  set_faults(R"({"rules":[{"action":"reset_media","fragment":3,"bytes":500,"refuse_seconds":2,"times":1}]})");
  open();
  feed(20);
  EXPECT_TRUE(wait_for_persisted(19));
  close();
  expect_stored();
  EXPECT_LE(stats().attempts, 8U);
  expect_accounted();
}

TEST_F(ProducerTest, ARestartOfTheServiceIsMadeUpFor) {
  start_service();
  open();
  feed(4);
  restart_service();
  feed(4);
  EXPECT_TRUE(wait_for_persisted(7));
  close();
  expect_stored();
}

TEST_F(ProducerTest, AnOutageLongerThanTheBufferLosesTheOldestAndSaysSo) {
  start_service();
  stop_service();
  auto config = this->config();
  config.buffer_bytes = 100'000;
  open(config);
  feed(30);
  EXPECT_LE(stats().bytes_pending, config.buffer_bytes);
  const auto dropped = static_cast<int>(stats().fragments_dropped);
  ASSERT_GT(dropped, 5);
  start_service();
  EXPECT_TRUE(wait_for_persisted(static_cast<std::uint64_t>(29 - dropped)));
  close();
  std::vector<int> missing;
  for (int number = 0; number < dropped; ++number) missing.push_back(number);
  expect_stored(missing);
  expect_accounted();
}

// --- the service's answers
// --------------------------------------------------------------------------------------------

struct AnswerCase {
  const char* name;
  const char* rule;
  bool recovers;  // by itself, within the test
};

void PrintTo(const AnswerCase& row, std::ostream* out) { *out << row.name; }

class AnswerTest : public ProducerTest, public testing::WithParamInterface<AnswerCase> {};

TEST_P(AnswerTest, LosesNothing) {
  start_service();
  set_faults(fmt::format(R"({{"rules":[{{{}}}]}})", GetParam().rule));
  open();
  feed(6);
  if (GetParam().recovers) {
    EXPECT_TRUE(wait_for_persisted(5));
    EXPECT_TRUE(eventually([&] { return stats().last_error.empty(); }));
  } else {
    EXPECT_TRUE(eventually([&] { return stats().state == KvsState::kRejected; }));
  }
  set_faults(R"({"rules":[]})");
  close();
  expect_stored();
  expect_accounted();
}

INSTANTIATE_TEST_SUITE_P(
    Kinesis, AnswerTest,
    testing::Values(
        AnswerCase{"PutMedia500", R"("action":"status","api":"PutMedia","status":500,"times":2)", true},
        AnswerCase{"PutMedia503", R"("action":"status","api":"PutMedia","status":503,"times":2)", true},
        AnswerCase{"PutMedia429",
                   R"("action":"status","api":"PutMedia","status":429,"type":"ThrottlingException","times":2)", true},
        AnswerCase{"PutMedia400Limit",
                   R"("action":"status","api":"PutMedia","status":400,"type":"ClientLimitExceededException","times":2)",
                   true},
        AnswerCase{"PutMedia404",
                   R"("action":"status","api":"PutMedia","status":404,"type":"ResourceNotFoundException","times":1)",
                   true},
        AnswerCase{"PutMediaDenied",
                   R"("action":"status","api":"PutMedia","status":403,"type":"AccessDeniedException","times":0)",
                   false},
        AnswerCase{"PutMediaReset", R"("action":"reset","api":"PutMedia","times":2)", true},
        AnswerCase{"ExpiredToken", R"("action":"expired_token","api":"PutMedia","times":1)", true},
        AnswerCase{"Describe500", R"("action":"status","api":"DescribeStream","status":500,"times":3)", true},
        AnswerCase{"DescribeDenied",
                   R"("action":"status","api":"DescribeStream","status":403,"type":"AccessDeniedException","times":0)",
                   false},
        AnswerCase{"Endpoint500", R"("action":"status","api":"GetDataEndpoint","status":500,"times":3)", true},
        AnswerCase{"ResetAtConnect", R"("action":"reset_connection","times":3)", true},
        AnswerCase{"ClockAhead", R"("action":"clock_skew","ms":7200000)", true},
        AnswerCase{"ClockBehind", R"("action":"clock_skew","ms":-7200000)", true}),
    [](const auto& one) { return one.param.name; });

TEST_F(ProducerTest, TheSkewIsTold) {
  start_service();
  set_faults(R"({"rules":[{"action":"clock_skew","ms":7200000}]})");
  open();
  feed(2);
  EXPECT_TRUE(wait_for_persisted(1));
  EXPECT_NEAR(7'200'000, static_cast<double>(stats().clock_skew.count()), 5'000);
}

TEST_F(ProducerTest, AnEndpointThatMovesIsFound) {
  start_service();
  open();
  feed(3);
  ASSERT_TRUE(wait_for_persisted(2));
  set_faults(R"({"rules":[{"action":"endpoint_moved"},{"action":"reset_media","fragment":1,"times":1}]})");
  feed(4);
  EXPECT_TRUE(wait_for_persisted(6));
  close();
  expect_stored();
}

TEST_F(ProducerTest, WrongKeysAreAClearRefusal) {
  start_service();
  auto config = this->config();
  config.stop_timeout = 0ms;
  config.credentials =
      std::make_shared<KvsInlineCredentials>(AwsKeys{emulator::kTestAccessKey, "a-wrong-secret-key", {}, std::nullopt});
  open(config);
  feed(1);
  EXPECT_TRUE(eventually([&] { return stats().state == KvsState::kRejected; }));
  EXPECT_EQ(std::string::npos, stats().last_error.find("a-wrong-secret-key"));
  EXPECT_EQ(std::string::npos, stats().last_error.find(emulator::kTestAccessKey));
}

// --- renewed connections
// ----------------------------------------------------------------------------------------------

TEST_F(ProducerTest, ConnectionsAreRenewedWithNewKeysWithoutAGap) {
  start_service();
  auto keys = std::make_shared<ShortLivedKeys>(service(), 2500ms);
  auto config = this->config();
  config.credentials = keys;
  open(config);
  for (int i = 0; i < 38; ++i) {
    feed(1);
    std::this_thread::sleep_for(180ms);  // a pace: 7.6 s in all, three lives of keys
  }
  EXPECT_GE(keys->count(), 3);
  close();
  expect_stored();
  EXPECT_GE(stats().rotations, 2U);
  EXPECT_EQ(0U, stats().fragments_replayed);
  EXPECT_EQ(0U, stats().acks_error);
  for (const auto& request : service().requests()) EXPECT_EQ(200, request.status == 404 ? 200 : request.status);
}

}  // namespace
}  // namespace skyline::test
