// SPDX-License-Identifier: Apache-2.0
#include "credentials_world.hpp"
#include "outputs/kinesis/aws_time.hpp"
#include "outputs/kinesis/sts.hpp"

namespace skyline::kinesis {
namespace {

using test::http_answer;
using test::HttpSeen;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const AwsKeys kSource{"AKIDSOURCE", "hunter2secret", "hunter2token", {}};

class Sts : public World {
 protected:
  Sts() { variables["AWS_ENDPOINT_URL_STS"] = peer.url("/"); }

  std::string failure() {
    return failure_of([&] { return assume_role(surroundings, role, kSource); });
  }

  Role role{.arn = "arn:aws:iam::123456789012:role/a+b", .region = "eu-west-1"};
  std::string answer = http_answer(200, sts_keys("ASIAROLE"));
  std::function<std::string(const HttpSeen&)> reply = [this](const HttpSeen&) { return answer; };
  test::HttpPeer peer{[this](const HttpSeen& seen) { return reply(seen); }};
};

TEST_F(Sts, GivesTheKeysOfARole) {
  role.session_name = "camera";
  role.external_id = "a/b c";
  role.duration_s = "900";
  const auto keys = assume_role(surroundings, role, kSource);
  EXPECT_EQ(keys.access_key_id, "ASIAROLE");
  EXPECT_EQ(keys.secret_access_key, "sts-secret");
  EXPECT_EQ(keys.session_token, "sts-token");
  EXPECT_EQ(keys.expires, parse_time("2099-01-01T00:00:00Z"));
  const auto seen = peer.seen().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa%2Bb"
            "&RoleSessionName=camera&ExternalId=a%2Fb%20c&DurationSeconds=900");
  EXPECT_THAT(seen.headers.at("authorization"),
              AllOf(HasSubstr("Credential=AKIDSOURCE/"), HasSubstr("/eu-west-1/sts/aws4_request")));
  EXPECT_EQ(seen.headers.at("x-amz-security-token"), "hunter2token");
  EXPECT_THAT(seen.raw, Not(HasSubstr("hunter2secret")));
}

TEST_F(Sts, LeavesOutWhatIsNotSetAndMakesASessionName) {
  static_cast<void>(assume_role(surroundings, role, kSource));
  EXPECT_THAT(peer.seen().at(0).body,
              AllOf(HasSubstr("RoleSessionName=skyline-"), Not(HasSubstr("ExternalId")), Not(HasSubstr("Duration"))));
}

TEST_F(Sts, SaysWhatTheServiceSaysWithoutSecrets) {
  const std::pair<std::string, const char*> rows[] = {
      {http_answer(403,
                   "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no hunter2secret"
                   "</Message></Error></ErrorResponse>"),
       "status 403: AccessDenied, no ***"},
      {http_answer(400, "hunter2secret"), "status 400"},
      {http_answer(200, "hunter2secret"), "access key id is missing"},
      {http_answer(200, ""), "access key id is missing"},
      {http_answer(200, "<A><B><Credentials><AccessKeyId>hunter2</AccessKeyId></Credentials></B></A>"),
       "secret access key is missing"},
      {http_answer(200,
                   "<A><B><Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>hunter2</SecretAccessKey>"
                   "</Credentials></B></A>"),
       "session token is missing"},
      {http_answer(200,
                   "<A><B><Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>hunter2</SecretAccessKey>"
                   "<SessionToken>t</SessionToken><Expiration>hunter2</Expiration></Credentials></B></A>"),
       "time of expiry"},
      {http_answer(200, std::string(100'000, '<')), "longer than"},
  };
  for (const auto& [text, part] : rows) {
    answer = text;
    EXPECT_THAT(failure(), AllOf(HasSubstr(part), Not(HasSubstr("hunter2")))) << text.substr(0, 100);
  }
}

TEST_F(Sts, RepliesCutOffAnywhereGiveNoKeys) {
  const auto whole = sts_keys("ASIAROLE");
  const auto end = whole.find("</Expiration>");
  for (std::size_t size = 0; size < end; ++size) {
    EXPECT_THROW(static_cast<void>(parse_sts_reply(whole.substr(0, size))), Error) << size;
  }
}

TEST_F(Sts, IsAskedAgainByItsOwnClockWhenOursIsWrong) {
  reply = [&](const HttpSeen& seen) {
    if (seen.headers.at("x-amz-date").starts_with("20990101T")) return answer;
    return http_answer(403, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>",
                       "Date: Thu, 01 Jan 2099 12:00:00 GMT\r\n");
  };
  EXPECT_EQ(assume_role(surroundings, role, kSource).access_key_id, "ASIAROLE");
  EXPECT_EQ(peer.seen().size(), 2U);
}

TEST_F(Sts, TakesAWebIdentityForKeys) {
  variables["AWS_ROLE_ARN"] = role.arn;
  variables["AWS_ROLE_SESSION_NAME"] = "pod";
  EXPECT_FALSE(web_identity_keys(surroundings, "").keys);
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = write("token", "hunter2.jwt+x\n");
  answer = http_answer(200, sts_keys("ASIAROLE", "AssumeRoleWithWebIdentity"));
  const auto said = web_identity_keys(surroundings, "eu-west-1");
  EXPECT_EQ(said.keys->access_key_id, "ASIAROLE");
  EXPECT_THAT(said.text, HasSubstr(role.arn));
  const auto seen = peer.seen().at(0);
  EXPECT_EQ(
      seen.body,
      "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa%2Bb"
      "&RoleSessionName=pod&WebIdentityToken=hunter2.jwt%2Bx");
  EXPECT_FALSE(seen.headers.contains("authorization"));

  const auto fails = [&] { return failure_of([&] { return web_identity_keys(surroundings, ""); }); };
  answer = http_answer(400,
                       "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>hunter2.jwt+x</Message></Error>"
                       "</ErrorResponse>");
  EXPECT_THAT(fails(), AllOf(HasSubstr("ExpiredToken, ***"), Not(HasSubstr("hunter2"))));
  write("token", "\n");
  EXPECT_THAT(fails(), HasSubstr("empty"));
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder.file("missing");
  EXPECT_THAT(fails(), HasSubstr("no such file"));
  variables.erase("AWS_ROLE_ARN");
  EXPECT_THAT(fails(), HasSubstr("AWS_ROLE_ARN is not"));
}

}  // namespace
}  // namespace skyline::kinesis
