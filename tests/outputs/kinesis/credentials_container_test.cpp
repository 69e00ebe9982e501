// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_container.hpp"

#include "credentials_world.hpp"
#include "outputs/kinesis/aws_time.hpp"

namespace skyline::kinesis {
namespace {

using test::http_answer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Container : public World {
 protected:
  std::string failure() {
    return failure_of([&] { return container_keys(surroundings); });
  }

  std::string answer = http_answer(200, json_keys("id"));
  test::HttpPeer peer{[this](const auto&) { return answer; }};
};

TEST_F(Container, IsNotSetUpWithoutItsVariables) {
  const auto said = container_keys(surroundings);
  EXPECT_FALSE(said.keys);
  EXPECT_THAT(said.text, HasSubstr("not set"));
}

TEST_F(Container, IsAskedAtItsRelativeAddress) {
  surroundings.container_host = peer.url();
  variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/uuid";
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://evil.example/";
  const auto said = container_keys(surroundings);
  EXPECT_EQ(said.keys->access_key_id, "id");
  EXPECT_EQ(said.keys->secret_access_key, "secret-of-it");
  EXPECT_EQ(said.keys->session_token, "token-id");
  EXPECT_EQ(said.keys->expires, parse_time("2099-01-01T00:00:00Z"));
  EXPECT_EQ(peer.seen().at(0).method, "GET");
  EXPECT_EQ(peer.seen().at(0).target, "/v2/credentials/uuid");
  EXPECT_FALSE(peer.seen().at(0).headers.contains("authorization"));
  variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "@evil.example/";
  EXPECT_THAT(failure(), HasSubstr("slash"));
}

TEST_F(Container, IsShownTheTokenOfTheFileBeforeThatOfTheVariable) {
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = peer.url("/keys");
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "hunter2";
  static_cast<void>(container_keys(surroundings));
  EXPECT_EQ(peer.seen().back().headers.at("authorization"), "hunter2");
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = write("token", "hunter3\n");
  static_cast<void>(container_keys(surroundings));
  EXPECT_EQ(peer.seen().back().headers.at("authorization"), "hunter3");
  write("token", "hunter4");  // tokens of files are exchanged
  static_cast<void>(container_keys(surroundings));
  EXPECT_EQ(peer.seen().back().headers.at("authorization"), "hunter4");
  write("token", "hunter5\r\nX-Evil: 1");
  EXPECT_THAT(failure(), AllOf(HasSubstr("line break"), Not(HasSubstr("hunter5"))));
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder.file("missing");
  EXPECT_THAT(failure(), HasSubstr("missing"));
}

TEST_F(Container, FailsWithoutRepeatingKeysOrTheToken) {
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = peer.url("/keys?id=hunter2");
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "hunter2";
  const std::pair<std::string, const char*> rows[] = {
      {http_answer(403, R"({"code":"AccessDenied","message":"not with hunter2"})"),
       "status 403: AccessDenied, not with"},
      {http_answer(500, json_keys("hunter2")), "status 500"},
      {http_answer(500, "hunter2"), "status 500"},
      {http_answer(302, "", "Location: http://127.0.0.1:1/hunter2\r\n"), "status 302"},
      {http_answer(200, ""), "not a JSON object"},
      {http_answer(200, "{\"hunter2"), "not a JSON object"},
      {http_answer(200, "[\"hunter2\"]"), "not a JSON object"},
      {http_answer(200, R"({"AccessKeyId":"hunter2"})"), "secret access key is missing"},
      {http_answer(200, R"({"AccessKeyId":1,"SecretAccessKey":"hunter2"})"), "not a string"},
      {http_answer(200, R"({"AccessKeyId":"hunter2","SecretAccessKey":"hunter2 "})"), "characters"},
      {http_answer(200, R"({"AccessKeyId":"a","SecretAccessKey":"b","Expiration":"hunter2"})"), "not a time"},
      {http_answer(200, std::string(100'000, '[')), "longer than"},
      {http_answer(200, std::string(60'000, '[')), "not a JSON object"},
      {"", "failed"},
  };
  for (const auto& [reply, part] : rows) {
    answer = reply;
    EXPECT_THAT(failure(), AllOf(HasSubstr(part), Not(HasSubstr("hunter2")))) << reply.substr(0, 200);
  }
}

TEST_F(Container, RepliesCutOffAnywhereGiveNoKeys) {
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = peer.url();
  const auto whole = json_keys("id");
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    answer = http_answer(200, whole.substr(0, size));
    EXPECT_THAT(failure(), HasSubstr("not a JSON object")) << size;
  }
}

TEST_F(Container, HasItsExpiryMovedToAClockThatIsWrong) {
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = peer.url();
  answer = http_answer(200, json_keys("id"), "Date: Wed, 31 Dec 2098 23:00:00 GMT\r\n");
  const auto left = *container_keys(surroundings).keys->expires - std::chrono::system_clock::now();
  EXPECT_GT(left, std::chrono::minutes{59});
  EXPECT_LT(left, std::chrono::minutes{61});
}

TEST(ContainerAddress, IsThisMachineOrAnAgentOrHttps) {
  for (const auto* url :
       {"https://anywhere.example/", "http://localhost/", "http://localhost:1234/a", "http://127.0.0.1/",
        "http://127.255.0.1:1/", "http://169.254.170.2/v2", "http://169.254.170.23/v1/credentials", "http://[::1]:80/a",
        "http://[fd00:ec2::23]/", "http://127.0.0.1?a", "http://127.0.0.1"}) {
    EXPECT_TRUE(is_container_address(url)) << url;
  }
  for (const auto* url :
       {"", "http://", "http:///", "ftp://127.0.0.1/", "http://evil.example/", "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/", "http://127.0.0.1@evil.example/", "http://localhost:80@evil.example/",
        "http://evil.example\\@127.0.0.1/", "http://169.254.169.254/", "http://128.0.0.1/", "http://[::2]/",
        "http://0.0.0.0/", "http://10.0.0.1/", "HTTP://evil.example/", "http://127.1/",
        "http://evil.example?@127.0.0.1/"}) {
    EXPECT_FALSE(is_container_address(url)) << url;
  }
}

}  // namespace
}  // namespace skyline::kinesis
