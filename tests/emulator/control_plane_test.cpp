// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/kvs_fixture.hpp"
#include "support/eventually.hpp"

namespace skyline::test {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

class ControlPlaneTest : public KvsFixture {
 protected:
  Json info(const std::string& name = "cam") {
    return call("/describeStream", {{"StreamName", name}}).body["StreamInfo"];
  }
  void expect_error(const std::string& path, const Json& body, int status, const std::string& error) {
    const auto answer = call(path, body);
    EXPECT_EQ(answer.status, status) << path << body;
    EXPECT_EQ(answer.error, error) << path << body;
    EXPECT_TRUE(answer.body.contains("Message")) << path << body;
  }
};

TEST_F(ControlPlaneTest, DescribesWhatWasCreated) {
  const auto stream = info();
  EXPECT_EQ(stream["Status"], "ACTIVE");
  EXPECT_EQ(stream["DataRetentionInHours"], 1);
  EXPECT_TRUE(stream["CreationTime"].is_number_float());
  EXPECT_TRUE(stream["StreamARN"].get<std::string>().starts_with("arn:aws:kinesisvideo:us-west-2:"));
  EXPECT_EQ(call("/describeStream", {{"StreamARN", stream["StreamARN"]}}).body["StreamInfo"], stream);
}

TEST_F(ControlPlaneTest, RefusesInTheServicesShape) {
  expect_error("/createStream", {{"StreamName", "cam"}}, 400, "ResourceInUseException");
  expect_error("/createStream", {{"StreamName", "a b"}}, 400, "InvalidArgumentException");
  expect_error("/createStream", {{"StreamName", std::string(257, 'a')}}, 400, "InvalidArgumentException");
  expect_error("/createStream", Json::object(), 400, "InvalidArgumentException");
  expect_error("/describeStream", {{"StreamName", "none"}}, 404, "ResourceNotFoundException");
  expect_error("/describeStream", Json::object(), 400, "InvalidArgumentException");
  expect_error("/describeStream", {{"StreamName", 5}}, 400, "InvalidArgumentException");
  expect_error("/getDataEndpoint", {{"StreamName", "cam"}, {"APIName", "PUT"}}, 400, "InvalidArgumentException");
  expect_error("/nothing", Json::object(), 404, "UnknownOperationException");
  expect_error("/DescribeStream", Json::object(), 404, "UnknownOperationException");
}

TEST_F(ControlPlaneTest, RefusesWhoIsNotKnown) {
  auto wrong = keys_;
  wrong.secret_access_key = Secret("wrong");
  EXPECT_EQ(call("/listStreams", Json::object(), wrong).error, "InvalidSignatureException");
  wrong.access_key_id = "OTHER";
  EXPECT_EQ(call("/listStreams", Json::object(), wrong).error, "UnrecognizedClientException");
  auto old = keys_;
  old.clock_skew = -16min;
  EXPECT_EQ(call("/listStreams", Json::object(), old).status, 403);
}

TEST_F(ControlPlaneTest, TakesTemporaryKeysUntilTheyExpire) {
  emulator_->add_keys("TEMPORARY", "secret", "token", std::chrono::system_clock::now() + 1h);
  net::Signing temporary{"us-west-2", "kinesisvideo", "TEMPORARY", Secret("secret"), Secret("token")};
  EXPECT_EQ(call("/listStreams", Json::object(), temporary).status, 200);
  emulator_->add_keys("TEMPORARY", "secret", "token", std::chrono::system_clock::now() - 1s);
  const auto expired = call("/listStreams", Json::object(), temporary);
  EXPECT_EQ(expired.status, 403);
  EXPECT_EQ(expired.error, "ExpiredTokenException");
  EXPECT_EQ(expired.body["Message"], "The security token included in the request is expired");
}

TEST_F(ControlPlaneTest, UpdatesWithTheRightVersionOnly) {
  const auto version = info()["Version"];
  expect_error("/updateStream", {{"StreamName", "cam"}, {"CurrentVersion", "x"}}, 400, "VersionMismatchException");
  expect_error("/updateStream", {{"StreamName", "cam"}}, 400, "InvalidArgumentException");
  EXPECT_EQ(
      call("/updateStream", {{"StreamName", "cam"}, {"CurrentVersion", version}, {"MediaType", "video/h264"}}).status,
      200);
  EXPECT_EQ(info()["MediaType"], "video/h264");
  EXPECT_NE(info()["Version"], version);
  const Json grow = {{"StreamName", "cam"},
                     {"CurrentVersion", info()["Version"]},
                     {"Operation", "INCREASE_DATA_RETENTION"},
                     {"DataRetentionChangeInHours", 5}};
  EXPECT_EQ(call("/updateDataRetention", grow).status, 200);
  EXPECT_EQ(info()["DataRetentionInHours"], 6);
  expect_error("/updateDataRetention", grow, 400, "VersionMismatchException");
}

TEST_F(ControlPlaneTest, ListsByPages) {
  for (const auto* name : {"b1", "b2", "b3", "zoo"}) call("/createStream", {{"StreamName", name}});
  Json request = {{"MaxResults", 2},
                  {"StreamNameCondition", {{"ComparisonOperator", "BEGINS_WITH"}, {"ComparisonValue", "b"}}}};
  const auto first = call("/listStreams", request).body;
  ASSERT_EQ(first["StreamInfoList"].size(), 2U);
  request["NextToken"] = first["NextToken"];
  const auto second = call("/listStreams", request).body;
  ASSERT_EQ(second["StreamInfoList"].size(), 1U);
  EXPECT_EQ(second["StreamInfoList"][0]["StreamName"], "b3");
  EXPECT_FALSE(second.contains("NextToken"));
}

TEST_F(ControlPlaneTest, TagsStreams) {
  const auto arn = info()["StreamARN"];
  EXPECT_EQ(call("/tagStream", {{"StreamARN", arn}, {"Tags", {{"a", "1"}, {"b", "2"}}}}).status, 200);
  EXPECT_EQ(call("/untagStream", {{"StreamName", "cam"}, {"TagKeyList", {"a"}}}).status, 200);
  EXPECT_EQ(call("/listTagsForStream", {{"StreamName", "cam"}}).body["Tags"], Json({{"b", "2"}}));
  EXPECT_EQ(call("/TagResource", {{"ResourceARN", arn}, {"Tags", {{{"Key", "c"}, {"Value", "3"}}}}}).status, 200);
  EXPECT_EQ(call("/UntagResource", {{"ResourceARN", arn}, {"TagKeyList", {"b"}}}).status, 200);
  EXPECT_EQ(call("/ListTagsForResource", {{"ResourceARN", arn}}).body["Tags"], Json({{"c", "3"}}));
  Json many;
  for (int i = 0; i < 51; ++i) many["t" + std::to_string(i)] = "x";
  expect_error("/tagStream", {{"StreamARN", arn}, {"Tags", many}}, 400, "TagsPerResourceExceededLimitException");
}

TEST_F(ControlPlaneTest, DeletesStreams) {
  const auto stream = info();
  expect_error("/deleteStream", {{"StreamARN", stream["StreamARN"]}, {"CurrentVersion", "x"}}, 400,
               "VersionMismatchException");
  EXPECT_EQ(call("/deleteStream", {{"StreamARN", stream["StreamARN"]}}).status, 200);
  expect_error("/describeStream", {{"StreamName", "cam"}}, 404, "ResourceNotFoundException");
}

TEST_F(ControlPlaneTest, IsItsOwnDataEndpoint) {
  const auto answer = call("/getDataEndpoint", {{"StreamName", "cam"}, {"APIName", "PUT_MEDIA"}});
  EXPECT_EQ(answer.body["DataEndpoint"], emulator_->endpoint());
}

TEST_F(ControlPlaneTest, KeepsStreamsOverARestart) {
  const auto before = info();
  restart();
  EXPECT_EQ(info(), before);
}

TEST_F(ControlPlaneTest, ANewStreamIsCreatingForAWhile) {
  options_.creating = 300ms;
  restart();
  call("/createStream", {{"StreamName", "new"}});
  EXPECT_EQ(info("new")["Status"], "CREATING");
  put({{"x-amzn-stream-name", "new"}}, 404);
  EXPECT_TRUE(eventually([&] { return info("new")["Status"] == "ACTIVE"; }));
}

TEST_F(ControlPlaneTest, ServesOverTls) {
  options_.tls = true;
  restart();
  net::HttpClient client;
  net::HttpRequest request;
  request.url = emulator_->endpoint() + "/listStreams";
  request.body = "{}";
  request.signing = keys_;
  request.tls.ca_file = emulator_->ca_file();
  EXPECT_EQ(client.fetch(request).status, 200);
}

TEST_F(ControlPlaneTest, LogsRequests) {
  call("/describeStream", {{"StreamName", "none"}});
  const auto requests = emulator_->requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1].api, "DescribeStream");
  EXPECT_EQ(requests[1].status, 404);
  EXPECT_EQ(requests[1].access_key, emulator::kTestAccessKey);
}

}  // namespace
}  // namespace skyline::test
