// SPDX-License-Identifier: Apache-2.0
// Where region, keys, endpoint and folders come from: the program, then the environment, then the .env file.
#include "stream/kvs_setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "skyline/error.hpp"
#include "support/process.hpp"

namespace skyline::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto kFile =
    "AWS_REGION=eu-north-1\nAWS_ACCESS_KEY_ID=AKIAFILE\nAWS_SECRET_ACCESS_KEY=hunter2\n"
    "CONTROL_PLANE_URI=http://127.0.0.1:1/\nAWS_CA_BUNDLE=/ca.pem\nGST_PLUGIN_PATH=/a:/b\nLD_LIBRARY_PATH=/c\n";

class KvsSetupTest : public testing::Test {
 protected:
  KvsSetupTest() { clear(); }
  ~KvsSetupTest() override { clear(); }
  static void clear() {
    for (const auto* name : {"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                             "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_CA_BUNDLE", "KVSSINK_CA_CERT_PATH",
                             "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_KINESIS_VIDEO", "CONTROL_PLANE_URI"}) {
      unsetenv(name);
    }
    setenv("AWS_CONFIG_FILE", "/nowhere/config", 1);
    setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials", 1);
  }
  [[nodiscard]] std::string file(const std::string& text) const {
    std::ofstream(folder_.file("env")) << text;
    return folder_.file("env");
  }
  [[nodiscard]] KvsSetup setup(KvsConfig config = {}, const std::string& text = kFile) const {
    config.stream_name = "door";
    return with_dotenv_file(std::move(config), file(text));
  }

  TemporaryFolder folder_;
};

TEST_F(KvsSetupTest, WhatNobodySaysComesFromTheFile) {
  const auto [config, folders] = setup();
  EXPECT_EQ(config.region, "eu-north-1");
  EXPECT_EQ(config.endpoint, "http://127.0.0.1:1");
  EXPECT_EQ(config.ca_file, "/ca.pem");
  EXPECT_THAT(folders.plugins, ElementsAre("/a", "/b"));
  EXPECT_THAT(folders.libraries, ElementsAre("/c"));
  EXPECT_EQ(config.credentials->fetch().access_key_id, "AKIAFILE");
  EXPECT_EQ(config.credentials->provider(), folder_.file("env"));
  EXPECT_EQ(std::getenv("AWS_REGION"), nullptr) << "the environment is left alone";
}

TEST_F(KvsSetupTest, WhatTheEnvironmentSaysGoesFirst) {
  setenv("AWS_DEFAULT_REGION", "us-east-1", 1);
  setenv("AWS_ACCESS_KEY_ID", "AKIAENV", 1);
  setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:2", 1);
  const auto config = setup().config;
  EXPECT_EQ(config.region, "us-east-1");
  EXPECT_EQ(config.endpoint, "http://127.0.0.1:2");
  EXPECT_EQ(config.credentials->fetch().access_key_id, "AKIAENV");
  EXPECT_EQ(config.credentials->provider(), "environment");
}

TEST_F(KvsSetupTest, WhatTheProgramSaysGoesBeforeAll) {
  setenv("AWS_REGION", "us-east-1", 1);
  const auto mine = std::make_shared<KvsInlineCredentials>(AwsKeys{"AKIAMINE", "secret", "", {}});
  const auto config =
      setup({.region = "eu-west-1", .credentials = mine, .endpoint = "http://127.0.0.1:3", .ca_file = "/mine"}).config;
  EXPECT_EQ(config.region, "eu-west-1");
  EXPECT_EQ(config.endpoint, "http://127.0.0.1:3");
  EXPECT_EQ(config.ca_file, "/mine");
  EXPECT_EQ(config.credentials, mine);
}

TEST_F(KvsSetupTest, AProfileOfTheFileGivesKeysAndRegion) {
  unsetenv("AWS_SHARED_CREDENTIALS_FILE");
  std::ofstream(folder_.file("shared"))
      << "[cam]\naws_access_key_id=AKIACAM\naws_secret_access_key=x\nregion=eu-west-3\n";
  const auto config = setup({}, "AWS_PROFILE=cam\nAWS_SHARED_CREDENTIALS_FILE=" + folder_.file("shared") + "\n").config;
  EXPECT_EQ(config.region, "eu-west-3");
  EXPECT_EQ(config.credentials->fetch().access_key_id, "AKIACAM");
}

TEST_F(KvsSetupTest, HalfOfTheKeysIsAnErrorThatShowsNone) {
  const auto config = setup({}, "AWS_REGION=eu-west-1\nAWS_SECRET_ACCESS_KEY=hunter2\n").config;
  try {
    (void)config.credentials->fetch();
    ADD_FAILURE() << "half of the keys were taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("AWS_ACCESS_KEY_ID"));
    EXPECT_THAT(error.what(), HasSubstr(folder_.file("env")));
    EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
  }
}

TEST_F(KvsSetupTest, NoRegionAnywhereAndAFileThatIsNotThereAreErrors) {
  EXPECT_THROW((void)setup({}, ""), Error);
  EXPECT_THROW((void)with_dotenv_file({.region = "eu-west-1", .stream_name = "door"}, "/nowhere/.env"), Error);
}

TEST_F(KvsSetupTest, ASkyLineIsMadeFromTheFileAlone) {
  KvsSkyLine sky("", "door", nullptr, file(kFile));
  EXPECT_EQ(sky.kvs_stats().state, KvsState::kStopped);
  KvsSkyLine named("", "", nullptr, file(kFile), {}, {.stream_name = "gate"});
  EXPECT_THROW(KvsSkyLine("", "", nullptr, file(kFile)), Error);
}

}  // namespace
}  // namespace skyline::test
