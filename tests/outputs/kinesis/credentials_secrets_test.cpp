// SPDX-License-Identifier: Apache-2.0
// Whatever a place for keys says, and whether it is right or wrong: no secret of it is in a log line or an error.
#include "credentials_world.hpp"
#include "outputs/kinesis/credentials_chain.hpp"
#include "outputs/kinesis/credentials_keeper.hpp"
#include "skyline/log.hpp"

namespace skyline::kinesis {
namespace {

using test::http_answer;
using test::HttpSeen;
using testing::HasSubstr;
using testing::Not;

/// The chain in a world of the test's own.
class WorldChain final : public KvsCredentials {
 public:
  explicit WorldChain(Surroundings& surroundings) : surroundings_(surroundings) {}
  AwsKeys fetch() override {
    auto answer = chain_keys(surroundings_, "");
    provider_ = answer.text;
    return *answer.keys;
  }
  std::string provider() const override { return provider_; }

 private:
  Surroundings& surroundings_;
  std::string provider_ = "the chain";
};

class Secrets : public World {
 protected:
  Secrets() {
    set_log_level(LogLevel::kDebug);
    set_log_sink([this](LogLevel, std::string_view, std::string_view line) { said += std::string(line) + '\n'; });
    profiles("", "");
    variables["AWS_ENDPOINT_URL_STS"] = peer.url("/?hunter2");
    variables["AWS_EC2_METADATA_DISABLED"] = "true";
  }
  ~Secrets() override {
    set_log_sink({});
    set_log_level(LogLevel::kInfo);
  }

  /// Fetches with what is set up, and takes down all that is said. True when keys came.
  bool fetch(const std::string& reply = "") {
    answer = reply;
    CredentialsKeeper keeper(std::make_shared<WorldChain>(surroundings), nullptr);
    const Moment now{std::chrono::system_clock::now(), std::chrono::steady_clock::now()};
    keeper.step(now);
    const auto first = keeper.current(now.steady);
    keeper.invalidate(first.keys, now);
    said += keeper.current(now.steady).error + first.error + '\n';
    return first.keys != nullptr;
  }

  std::string said;
  std::string answer;
  test::HttpPeer peer{[this](const HttpSeen&) { return answer; }};
};

/// A reply for each way to go wrong, all full of secrets.
const std::string kBadReplies[] = {
    http_answer(200, R"({"AccessKeyId":"hunter2","SecretAccessKey":"hunter2)"),
    http_answer(200, R"({"AccessKeyId":"hunter2","SecretAccessKey":"hunter2","Expiration":"hunter2"})"),
    http_answer(200, "<A><B><Credentials><AccessKeyId>hunter2</AccessKeyId></Credentials></B></A>"),
    http_answer(403, json_keys("hunter2")),
    http_answer(500, "hunter2"),
    "HTTP/1.1 200 hunter2\r\nX-Hunter2: hunter2\r\nContent-Length: 100\r\n\r\nhunter2",
    "hunter2",
};

TEST_F(Secrets, OfTheEnvironmentAndOfProfiles) {
  variables["AWS_ACCESS_KEY_ID"] = "AKIAhunter2";
  EXPECT_FALSE(fetch());
  variables["AWS_SECRET_ACCESS_KEY"] = "hunter2 with a blank";
  EXPECT_FALSE(fetch());
  variables["AWS_SECRET_ACCESS_KEY"] = "hunter2";
  EXPECT_TRUE(fetch());
  variables.erase("AWS_ACCESS_KEY_ID");
  EXPECT_FALSE(fetch());
  variables.erase("AWS_SECRET_ACCESS_KEY");
  for (const auto* text :
       {"hunter2", "[default]\nhunter2", "[default]\naws_access_key_id=hunter2\n",
        "[default]\naws_access_key_id=hunter2\naws_secret_access_key=hunter2\x01\n",
        "[default]\ncredential_process=echo hunter2\n", "[default]\ncredential_process=/nowhere/hunter2 'hunter2\n"}) {
    profiles(text, "");
    EXPECT_FALSE(fetch()) << text;
  }
  profiles("[default]\naws_access_key_id=hunter2\naws_secret_access_key=hunter2\n", "");
  EXPECT_TRUE(fetch());
  EXPECT_THAT(said, HasSubstr("keys from environment"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST_F(Secrets, OfRoles) {
  profiles("[base]\naws_access_key_id=hunter2\naws_secret_access_key=hunter2\naws_session_token=hunter2\n",
           "[default]\nrole_arn=arn:1\nsource_profile=base\n");
  for (const auto& reply : kBadReplies) EXPECT_FALSE(fetch(reply));
  EXPECT_FALSE(fetch(http_answer(
      403, "<ErrorResponse><Error><Code>No</Code><Message>hunter2, hunter2</Message></Error></ErrorResponse>")));
  EXPECT_TRUE(fetch(http_answer(200, sts_keys("ASIAhunter2"))));
  profiles("", "[default]\nrole_arn=arn:1\nweb_identity_token_file=" + write("token", "hunter2"));
  for (const auto& reply : kBadReplies) EXPECT_FALSE(fetch(reply));
  EXPECT_TRUE(fetch(http_answer(200, sts_keys("ASIAhunter2"))));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
  EXPECT_THAT(said, Not(HasSubstr("sts-secret")));
}

TEST_F(Secrets, OfContainers) {
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = peer.url("/x?token=hunter2");
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "hunter2";
  for (const auto& reply : kBadReplies) EXPECT_FALSE(fetch(reply));
  EXPECT_FALSE(fetch(http_answer(403, R"({"code":"No","message":"not by hunter2"})")));
  EXPECT_TRUE(fetch(http_answer(200, json_keys("ASIAhunter2"))));
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "hunter2\r\nhunter2";
  EXPECT_FALSE(fetch(http_answer(200, json_keys("ASIAhunter2"))));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST_F(Secrets, OfInstances) {
  variables.erase("AWS_EC2_METADATA_DISABLED");
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = peer.url();
  for (const auto& reply : kBadReplies) EXPECT_FALSE(fetch(reply));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace skyline::kinesis
