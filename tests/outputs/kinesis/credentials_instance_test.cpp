// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_instance.hpp"

#include "credentials_world.hpp"

namespace skyline::kinesis {
namespace {

using test::http_answer;
using test::HttpSeen;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";

class Instance : public World {
 protected:
  Instance() { variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = peer.url("/"); }

  std::string reply(const HttpSeen& seen) const {
    if (seen.target == "/latest/api/token") return token_answer;
    if (seen.headers.count("x-aws-ec2-metadata-token") == 0) return http_answer(401, "");
    return seen.target == kRoles ? roles_answer : keys_answer;
  }
  std::string failure() {
    return failure_of([&] { return instance_keys(surroundings); });
  }

  std::string token_answer = http_answer(200, "hunter2token");
  std::string roles_answer = http_answer(200, "camera-role\nanother");
  std::string keys_answer = http_answer(200, json_keys("id"));
  test::HttpPeer peer{[this](const HttpSeen& seen) { return reply(seen); }};
};

TEST_F(Instance, IsAskedForATokenARoleAndItsKeys) {
  const auto said = instance_keys(surroundings);
  EXPECT_EQ(said.keys->access_key_id, "id");
  EXPECT_EQ(said.keys->session_token, "token-id");
  EXPECT_THAT(said.text, HasSubstr("role camera-role"));
  const auto seen = peer.seen();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].method, "PUT");
  EXPECT_EQ(seen[0].headers.at("x-aws-ec2-metadata-token-ttl-seconds"), "300");
  EXPECT_EQ(seen[1].target, kRoles);
  EXPECT_EQ(seen[1].headers.at("x-aws-ec2-metadata-token"), "hunter2token");
  EXPECT_EQ(seen[2].target, std::string(kRoles) + "camera-role");
  EXPECT_EQ(seen[2].headers.at("x-aws-ec2-metadata-token"), "hunter2token");
}

TEST_F(Instance, IsNotAskedWhenThatIsForbidden) {
  variables["AWS_EC2_METADATA_DISABLED"] = "TRUE";
  EXPECT_FALSE(instance_keys(surroundings).keys);
  EXPECT_TRUE(peer.seen().empty());
  variables["AWS_EC2_METADATA_DISABLED"] = "no";
  EXPECT_TRUE(instance_keys(surroundings).keys);
}

TEST_F(Instance, IsNotAskedWithoutAToken) {
  for (const int status : {400, 403, 404, 405}) {
    token_answer = http_answer(status, "");
    EXPECT_THAT(failure(), HasSubstr(std::to_string(status)));
  }
  EXPECT_EQ(peer.seen().size(), 4U);  // a token was asked for each time, and nothing else
}

TEST_F(Instance, FailsWithoutShowingTheToken) {
  roles_answer = http_answer(404, "");
  EXPECT_THAT(failure(), HasSubstr("has no role"));
  for (const auto* name : {"", "\n", "../../user-data", "a b", "hunter2/x"}) {
    roles_answer = http_answer(200, name);
    EXPECT_THAT(failure(), AllOf(HasSubstr("names no role"), Not(HasSubstr("hunter2")))) << name;
  }
  roles_answer = http_answer(200, "camera-role");
  keys_answer = http_answer(500, R"({"message":"hunter2token"})");
  EXPECT_THAT(failure(), AllOf(HasSubstr("status 500"), Not(HasSubstr("hunter2"))));
  keys_answer = http_answer(200, R"({"Code":"Failed"})");
  EXPECT_THAT(failure(), HasSubstr("access key id is missing"));
  token_answer = http_answer(200, "hunter2\nX: y");
  EXPECT_THAT(failure(), AllOf(HasSubstr("line break"), Not(HasSubstr("hunter2"))));
}

TEST_F(Instance, GivesUpSoonWhenNobodyAnswers) {
  token_answer = std::string(test::HttpPeer::kSilence);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(failure(), HasSubstr("/latest/api/token failed"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{5});
}

TEST_F(Instance, IsNeverAskedThroughAProxy) {
  const test::HttpPeer proxy([](const auto&) { return http_answer(200, "wrong"); });
  setenv("http_proxy", proxy.url().c_str(), 1);
  EXPECT_EQ(instance_keys(surroundings).keys->access_key_id, "id");
  unsetenv("http_proxy");
  EXPECT_TRUE(proxy.seen().empty());
}

}  // namespace
}  // namespace skyline::kinesis
