// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_profile.hpp"

#include "credentials_world.hpp"
#include "outputs/kinesis/credentials_chain.hpp"

namespace skyline::kinesis {
namespace {

using test::http_answer;
using test::HttpSeen;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Profile : public World {
 protected:
  Profile() { variables["AWS_ENDPOINT_URL_STS"] = peer.url("/"); }

  std::string failure(const std::string& name) {
    return failure_of([&] { return profile_keys(surroundings, name); });
  }
  std::string id(const std::string& name) { return profile_keys(surroundings, name).keys->access_key_id; }

  int roles = 0;
  // Each role's keys have its number.
  test::HttpPeer peer{[this](const HttpSeen&) { return http_answer(200, sts_keys("ASIA" + std::to_string(++roles))); }};
};

TEST_F(Profile, HasKeys) {
  profiles(
      "[default]\naws_access_key_id=AKID1\naws_secret_access_key=s\n[temp]\naws_access_key_id=AKID2\n"
      "aws_secret_access_key=s\naws_session_token=t\n",
      "[profile config]\naws_access_key_id=AKID3\naws_secret_access_key=s\n");
  EXPECT_EQ(id(""), "AKID1");
  EXPECT_EQ(profile_keys(surroundings, "temp").keys->session_token, "t");
  EXPECT_EQ(id("config"), "AKID3");
  variables["AWS_PROFILE"] = "temp";
  EXPECT_EQ(id(""), "AKID2");
  EXPECT_EQ(id("default"), "AKID1");
  EXPECT_THAT(profile_keys(surroundings, "").text, HasSubstr("profile temp of " + folder.file("credentials")));
}

TEST_F(Profile, ThatIsMissingIsAFailureOnlyWhenItIsNamed) {
  profiles("", "[default]\nregion=eu-west-1\n");
  EXPECT_THAT(profile_keys(surroundings, "").text, HasSubstr("default holds no keys"));
  profiles("", "");
  EXPECT_THAT(profile_keys(surroundings, "").text, HasSubstr("no profile default"));
  EXPECT_THAT(failure("dev"), HasSubstr("no profile dev"));
  variables["AWS_PROFILE"] = "other";
  EXPECT_THAT(failure(""), HasSubstr("no profile other"));
}

TEST_F(Profile, TakesARoleWithTheKeysOfAnother) {
  profiles(
      "[base]\naws_access_key_id=AKID1\naws_secret_access_key=s\n",
      "[profile role]\nrole_arn=arn:1\nsource_profile=base\nregion=eu-west-1\nexternal_id=x\nduration_seconds=900\n"
      "role_session_name=me\n[profile second]\nrole_arn=arn:2\nsource_profile=role\n");
  EXPECT_EQ(id("role"), "ASIA1");
  EXPECT_EQ(peer.seen().at(0).body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3A1&RoleSessionName=me"
            "&ExternalId=x&DurationSeconds=900");
  EXPECT_THAT(peer.seen().at(0).headers.at("authorization"), HasSubstr("Credential=AKID1/"));
  EXPECT_THAT(peer.seen().at(0).headers.at("authorization"), HasSubstr("/eu-west-1/sts/"));
  EXPECT_EQ(id("second"), "ASIA3");
  EXPECT_THAT(peer.seen().at(2).headers.at("authorization"), HasSubstr("Credential=ASIA2/"));
}

TEST_F(Profile, MayBeItsOwnSourceButNotInALoop) {
  profiles("[self]\naws_access_key_id=AKID1\naws_secret_access_key=s\n",
           "[profile self]\nrole_arn=arn:1\nsource_profile=self\n"
           "[profile a]\nrole_arn=arn:a\nsource_profile=b\n[profile b]\nrole_arn=arn:b\nsource_profile=c\n"
           "[profile c]\nrole_arn=arn:c\nsource_profile=a\n[profile d]\nrole_arn=arn:d\nsource_profile=d\n");
  EXPECT_EQ(id("self"), "ASIA1");
  EXPECT_THAT(failure("a"), HasSubstr("leads back"));
  EXPECT_THAT(failure("d"), HasSubstr("leads back"));
  EXPECT_EQ(peer.seen().size(), 1U);
}

TEST_F(Profile, TakesARoleWithTheKeysOfAPlace) {
  const test::HttpPeer agent([](const auto&) { return http_answer(200, json_keys("AKIDAGENT")); });
  profiles("",
           "[profile env]\nrole_arn=arn:1\ncredential_source=Environment\n[profile ecs]\nrole_arn=arn:2\n"
           "credential_source=EcsContainer\n[profile ec2]\nrole_arn=arn:3\ncredential_source=Ec2InstanceMetadata\n"
           "[profile bad]\nrole_arn=arn:4\ncredential_source=Moon\n");
  EXPECT_THAT(failure("env"), HasSubstr("environment has none"));
  variables["AWS_ACCESS_KEY_ID"] = "AKIDENV";
  variables["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(id("env"), "ASIA1");
  EXPECT_THAT(peer.seen().back().headers.at("authorization"), HasSubstr("Credential=AKIDENV/"));
  EXPECT_THAT(failure("ecs"), HasSubstr("not set"));
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.url();
  EXPECT_EQ(id("ecs"), "ASIA2");
  EXPECT_THAT(peer.seen().back().headers.at("authorization"), HasSubstr("Credential=AKIDAGENT/"));
  variables["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_THAT(failure("ec2"), HasSubstr("AWS_EC2_METADATA_DISABLED"));
  EXPECT_THAT(failure("bad"), HasSubstr("none of Environment"));
}

TEST_F(Profile, TakesAWebIdentityOrAProcess) {
  const auto program = write("program", "#!/bin/sh\necho '" + json_keys("AKIDPROCESS", "SessionToken") + "'\n", 0700);
  profiles("", "[profile web]\nrole_arn=arn:1\nweb_identity_token_file=" + write("token", "jwt") +
                   "\n[profile process]\ncredential_process = \"" + program + "\" 'a b'\n");
  EXPECT_EQ(id("web"), "ASIA1");
  EXPECT_THAT(peer.seen().at(0).body, HasSubstr("WebIdentityToken=jwt"));
  EXPECT_EQ(id("process"), "AKIDPROCESS");
}

TEST_F(Profile, SaysWhatItLacks) {
  profiles("[half]\naws_access_key_id=AKIDHALF\n[bad]\naws_access_key_id=a b\naws_secret_access_key=hunter2\n",
           "[profile role]\nrole_arn=arn:1\n[profile both]\nrole_arn=arn:1\nsource_profile=half\n"
           "credential_source=Environment\n[profile mfa]\nrole_arn=arn:1\nsource_profile=half\nmfa_serial=arn:mfa\n"
           "[profile sso]\nsso_session=x\n[profile gone]\nrole_arn=arn:1\nsource_profile=missing\n"
           "[profile weak]\nrole_arn=arn:1\nsource_profile=half\n");
  const std::pair<const char*, const char*> rows[] = {
      {"half", "profile half: the secret access key is missing"},
      {"bad", "characters"},
      {"role", "needs one of source_profile"},
      {"both", "needs one of source_profile"},
      {"mfa", "mfa_serial"},
      {"sso", "aws configure export-credentials --profile sso"},
      {"gone", "no profile missing"},
      {"weak", "profile half: the secret access key is missing"},
  };
  for (const auto& [name, part] : rows) {
    EXPECT_THAT(failure(name), AllOf(HasSubstr(part), Not(HasSubstr("hunter2")), Not(HasSubstr("AKIDHALF")))) << name;
  }
  EXPECT_TRUE(peer.seen().empty());
}

class Chain : public World {
 protected:
  Chain() {
    profiles("", "");
    variables["AWS_EC2_METADATA_DISABLED"] = "true";
  }
  std::string failure(const std::string& profile = "") {
    return failure_of([&] { return chain_keys(surroundings, profile); });
  }
  std::string id(const std::string& profile = "") { return chain_keys(surroundings, profile).keys->access_key_id; }

  test::HttpPeer agent{[](const auto&) { return http_answer(200, json_keys("AKIDAGENT")); }};
  test::HttpPeer sts{[](const auto&) { return http_answer(200, sts_keys("ASIASTS")); }};
  test::HttpPeer instance{[](const HttpSeen& seen) {
    return http_answer(200, seen.target.ends_with("/role") ? json_keys("AKIDINSTANCE") : "role");
  }};
};

TEST_F(Chain, ListsEveryPlaceThatHasNothing) {
  const auto said = failure();
  for (const auto* part : {"no AWS keys: environment: AWS_ACCESS_KEY_ID and", "; profile: there is no profile default",
                           "; web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not", "; container: AWS_CONTAINER_",
                           "; instance: AWS_EC2_METADATA_DISABLED"}) {
    EXPECT_THAT(said, HasSubstr(part));
  }
}

// From the last place to the first, each before those that were there already.
TEST_F(Chain, AsksInTheOrderOfAwsOwnTools) {
  variables.erase("AWS_EC2_METADATA_DISABLED");
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = instance.url();
  EXPECT_EQ(id(), "AKIDINSTANCE");
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.url();
  EXPECT_EQ(id(), "AKIDAGENT");
  variables["AWS_ENDPOINT_URL_STS"] = sts.url();
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = write("token", "jwt");
  variables["AWS_ROLE_ARN"] = "arn:1";
  EXPECT_EQ(id(), "ASIASTS");
  profiles("[default]\naws_access_key_id=AKIDPROFILE\naws_secret_access_key=s\n", "");
  EXPECT_EQ(id(), "AKIDPROFILE");
  variables["AWS_ACCESS_KEY_ID"] = "AKIDENV";
  variables["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(id(), "AKIDENV");
  EXPECT_EQ(id("default"), "AKIDPROFILE");  // a name goes before the environment
}

TEST_F(Chain, EndsWhereSomethingIsSetUpAndFails) {
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = agent.url();
  EXPECT_THAT(failure("missing"), AllOf(HasSubstr("environment: not asked"),
                                        HasSubstr("profile: there is no profile "
                                                  "missing"),
                                        Not(HasSubstr("container"))));
  variables["AWS_ACCESS_KEY_ID"] = "AKIDENV";
  EXPECT_THAT(failure(), AllOf(HasSubstr("AWS_SECRET_ACCESS_KEY is not"), Not(HasSubstr("profile"))));
  EXPECT_TRUE(agent.seen().empty());
}

}  // namespace
}  // namespace skyline::kinesis
