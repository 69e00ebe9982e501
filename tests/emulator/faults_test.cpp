// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/kvs_fixture.hpp"
#include "emulator/matroska.hpp"
#include "emulator/service_error.hpp"
#include "support/eventually.hpp"

namespace skyline::test {
namespace {

using Json = nlohmann::json;
using Strings = std::vector<std::string>;
using namespace std::chrono_literals;

constexpr std::uint64_t kStart = 1'700'000'000'000;

class FaultsTest : public KvsFixture {
 protected:
  Answer describe() { return call("/describeStream", {{"StreamName", "cam"}}); }
  /// A producer that has sent so many fragments of 120 ms, the last one not ended.
  Producer put_fragments(int count) {
    auto producer = put();
    producer.send(mkv_header());
    for (int i = 0; i < count; ++i) producer.send(cluster(kStart + static_cast<std::uint64_t>(i) * 120));
    return producer;
  }
  net::HttpResponse http(const std::string& method, const std::string& body = {}) {
    net::HttpClient client;
    net::HttpRequest request;
    request.method = method;
    request.url = emulator_->endpoint() + "/faults";
    request.body = body;
    return client.fetch(request);
  }
};

TEST_F(FaultsTest, AnswersWithAStatus) {
  set_faults(R"([{"action": "status", "api": "DescribeStream", "after": 1, "times": 2,
                  "status": 429, "type": "ClientLimitExceededException", "message": "slow down"}])");
  EXPECT_EQ(describe().status, 200);
  for (int i = 0; i < 2; ++i) {
    const auto answer = describe();
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.error, "ClientLimitExceededException");
    EXPECT_EQ(answer.body["Message"], "slow down");
    EXPECT_EQ(call("/listStreams", Json::object()).status, 200);
  }
  EXPECT_EQ(describe().status, 200);
}

TEST_F(FaultsTest, AnswersPutMediaWithAStatus) {
  set_faults(R"([{"action": "expired_token", "api": "PutMedia"}])");
  put({}, 403);
  put();
}

TEST_F(FaultsTest, ResetsARequestOrAConnection) {
  set_faults(R"([{"action": "reset", "api": "PutMedia"}])");
  EXPECT_TRUE(put({}, 0).client.was_reset());
  set_faults(R"([{"action": "reset_connection"}])");
  HttpRawClient turned_away(emulator_->port());
  EXPECT_TRUE(turned_away.closed_within(5s));
  EXPECT_TRUE(turned_away.was_reset());
  EXPECT_EQ(describe().status, 200);
}

TEST_F(FaultsTest, StallsARequest) {
  set_faults(R"([{"action": "stall", "api": "PutMedia"}])");
  HttpRawClient client(emulator_->port());
  client.send("POST /putMedia HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(client.reply(200ms).status, 0);
  EXPECT_FALSE(client.closed_within(100ms));
}

TEST_F(FaultsTest, RefusesConnections) {
  set_faults(R"([{"action": "refuse"}])");
  EXPECT_FALSE(HttpRawClient(emulator_->port()).connected());
  set_faults("[]");
  EXPECT_EQ(describe().status, 200);
  set_faults(R"([{"action": "refuse", "seconds": 1}])");
  EXPECT_FALSE(HttpRawClient(emulator_->port()).connected());
  EXPECT_TRUE(eventually([&] { return HttpRawClient(emulator_->port()).connected(); }));
}

TEST_F(FaultsTest, HasAWrongClock) {
  set_faults(R"([{"action": "clock_skew", "ms": -1200000}])");
  EXPECT_EQ(describe().error, "InvalidSignatureException");
  keys_.clock_skew = -20min;
  EXPECT_EQ(describe().status, 200);
  set_faults("[]");
  EXPECT_EQ(describe().error, "InvalidSignatureException");
}

TEST_F(FaultsTest, MovesTheEndpoint) {
  set_faults(R"([{"action": "endpoint_moved"}])");
  const auto moved = call("/getDataEndpoint", {{"StreamName", "cam"}, {"APIName", "PUT_MEDIA"}})
                         .body["DataEndpoint"]
                         .get<std::string>();
  EXPECT_NE(moved, emulator_->endpoint());
  put({}, 400);
  const auto port = static_cast<std::uint16_t>(std::stoi(moved.substr(moved.rfind(':') + 1)));
  put_to(port);
  set_faults("[]");
  EXPECT_FALSE(HttpRawClient(port).connected());
  put();
}

TEST_F(FaultsTest, ResetsMediaAndStaysAway) {
  set_faults(R"([{"action": "reset_media", "fragment": 2, "refuse_seconds": 1}])");
  auto producer = put_fragments(2);
  EXPECT_TRUE(producer.client.closed_within(5s));
  EXPECT_TRUE(producer.client.was_reset());
  EXPECT_FALSE(HttpRawClient(emulator_->port()).connected());
  EXPECT_EQ(stored(), 1U);
  EXPECT_TRUE(eventually([&] { return HttpRawClient(emulator_->port()).connected(); }));
}

TEST_F(FaultsTest, ResetsMediaAfterSomeBytes) {
  set_faults(R"([{"action": "reset_media", "bytes": 100}])");
  auto producer = put();
  producer.send(mkv_header().substr(0, 100));
  EXPECT_TRUE(producer.client.closed_within(5s));
  EXPECT_TRUE(producer.client.was_reset());
}

TEST_F(FaultsTest, StallsMedia) {
  set_faults(R"([{"action": "stall_media", "fragment": 2, "seconds": 1}])");
  auto producer = put_fragments(1);
  EXPECT_EQ(producer.ack()["EventType"], "BUFFERING");
  const auto begun = std::chrono::steady_clock::now();
  producer.send(cluster(kStart + 120));
  producer.send(end_of_fragment());
  EXPECT_EQ(producer.ack()["EventType"], "RECEIVED");
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 900ms);
}

TEST_F(FaultsTest, AStalledSessionEndsWithItsStream) {
  set_faults(R"([{"action": "stall_media"}])");
  auto producer = put_fragments(1);
  EXPECT_TRUE(eventually([&] { return !emulator_->sessions().back().fragments.empty(); }));
  call("/deleteStream", {{"StreamARN", emulator_->stream("cam").arn}});
  EXPECT_EQ(producer.acks(), Strings{"ERROR 4008"});
  EXPECT_TRUE(eventually([&] { return emulator_->sessions().back().ended.has_value(); }));
}

TEST_F(FaultsTest, SendsAnyError) {
  for (const int id : {4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4010, 4011,
                       4500, 4501, 4502, 4503, 4504, 4505, 4506, 4507, 5000, 5001, 9999}) {
    emulator_->faults().set({{"rules", {{{"action", "ack_error"}, {"id", id}, {"fragment", 2}}}}});
    auto producer = put_fragments(2);
    for (int i = 0; i < 4; ++i) producer.ack();
    const auto ack = producer.ack();
    EXPECT_EQ(ack["ErrorId"], id);
    EXPECT_EQ(ack["FragmentTimecode"], kStart + 120);
    EXPECT_FALSE(ack["ErrorCode"].get<std::string>().empty());
    EXPECT_TRUE(producer.ack().is_null());
  }
}

TEST_F(FaultsTest, SendsAnErrorThatTellsLess) {
  set_faults(R"([{"action": "ack_error", "id": 4006, "bare": true}])");
  auto producer = put_fragments(1);
  producer.ack();
  EXPECT_EQ(producer.ack(), (Json{{"EventType", "ERROR"}, {"ErrorId", 4006}, {"ErrorCode", "INVALID_MKV_DATA"}}));
}

TEST_F(FaultsTest, DelaysAcknowledgements) {
  set_faults(R"([{"action": "ack_delay", "ms": 300}])");
  const auto begun = std::chrono::steady_clock::now();
  auto producer = put_fragments(1);
  EXPECT_EQ(producer.ack()["EventType"], "BUFFERING");
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 300ms);
}

TEST_F(FaultsTest, JoinsSplitsAndSpreadsAcknowledgements) {
  set_faults(R"([{"action": "ack_join"}])");
  auto joined = put_fragments(1);
  joined.send(end_of_fragment());
  const auto chunk = joined.client.chunk();
  EXPECT_EQ(std::count(chunk.begin(), chunk.end(), '\n'), 3) << chunk;

  set_faults(R"([{"action": "ack_split"}])");
  auto split = put_fragments(1);
  std::string text;
  while (!text.ends_with('\n')) {
    const auto byte = split.client.chunk();
    ASSERT_EQ(byte.size(), 1U);
    text += byte;
  }
  EXPECT_EQ(Json::parse(text)["EventType"], "BUFFERING");

  set_faults(R"([{"action": "ack_pretty"}])");
  auto pretty = put_fragments(1);
  const auto lines = pretty.client.chunk();
  EXPECT_GT(std::count(lines.begin(), lines.end(), '\n'), 3) << lines;
  EXPECT_EQ(Json::parse(lines)["EventType"], "BUFFERING");
}

TEST_F(FaultsTest, WithholdsAcknowledgements) {
  set_faults(R"([{"action": "ack_no_persisted"}])");
  auto producer = put_fragments(1);
  producer.finish();
  EXPECT_EQ(producer.acks(), (Strings{"BUFFERING 1700000000000", "RECEIVED 1700000000000"}));

  set_faults(R"([{"action": "ack_stop", "fragment": 2}])");
  auto quiet = put_fragments(2);
  quiet.finish();
  const auto acks = quiet.acks();
  EXPECT_TRUE(std::none_of(acks.begin(), acks.end(), [](const auto& ack) { return ack.ends_with("120"); }));
  EXPECT_EQ(stored(), 3U);
}

TEST_F(FaultsTest, IsSlowToPersist) {
  set_faults(R"([{"action": "persist_delay", "ms": 300}])");
  auto producer = put_fragments(1);
  producer.send(end_of_fragment());
  producer.ack();
  producer.ack();
  const auto received = std::chrono::steady_clock::now();
  EXPECT_EQ(producer.ack()["EventType"], "PERSISTED");
  EXPECT_GE(std::chrono::steady_clock::now() - received, 200ms);
}

TEST_F(FaultsTest, EndsTheResponseEarly) {
  set_faults(R"([{"action": "end_response", "fragment": 2}])");
  auto producer = put_fragments(2);
  EXPECT_LE(producer.acks().size(), 4U);
  EXPECT_TRUE(producer.client.closed_within(5s));
  EXPECT_FALSE(producer.client.was_reset());
}

TEST_F(FaultsTest, AreSetAndShownOverHttp) {
  EXPECT_EQ(http("POST", R"({"rules": [{"action": "status", "api": "DescribeStream", "status": 503}]})").status, 200);
  EXPECT_EQ(describe().status, 503);
  const auto shown = Json::parse(http("GET").body);
  EXPECT_EQ(shown["rules"][0]["status"], 503);
  EXPECT_EQ(shown["rules"][0]["used"], 1);
}

TEST_F(FaultsTest, AreRefusedWhenNotUnderstood) {
  for (const auto* text :
       {"[]", "{}", "nonsense", R"({"rules": [5]})", R"({"rules": [{"action": "explode"}]})",
        R"({"rules": [{"action": "status", "satus": 5}]})", R"({"rules": [{"action": "status", "status": "5"}]})",
        R"({"rules": [{"action": "status", "times": "many"}]})"}) {
    EXPECT_EQ(http("POST", text).status, 400) << text;
  }
  EXPECT_THROW(set_faults(R"([{"action": "explode"}])"), emulator::ServiceError);
}

}  // namespace
}  // namespace skyline::test
