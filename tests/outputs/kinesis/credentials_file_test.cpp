// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/small_file.hpp"
#include "outputs/kinesis/aws_time.hpp"
#include "outputs/kinesis/environment.hpp"
#include "skyline/error.hpp"
#include "skyline/kvs_credentials.hpp"
#include "support/process.hpp"

namespace skyline {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string refusal(KvsCredentials& credentials) {
  try {
    static_cast<void>(credentials.fetch());
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(InlineCredentials, AreGivenAsTheyAre) {
  KvsInlineCredentials credentials({"id", "secret", "token", {}});
  EXPECT_EQ(credentials.fetch().session_token, "token");
  EXPECT_FALSE(credentials.changed());
  EXPECT_THROW(KvsInlineCredentials({"", "secret", "", {}}), Error);
  EXPECT_THROW(KvsInlineCredentials({"id", "", "", {}}), Error);
}

TEST(EnvironmentCredentials, NeedBothVariables) {
  for (const auto* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}) unsetenv(name);
  KvsEnvironmentCredentials credentials;
  EXPECT_THAT(refusal(credentials), HasSubstr("not set"));
  setenv("AWS_ACCESS_KEY_ID", "id", 1);
  EXPECT_THAT(refusal(credentials), HasSubstr("AWS_SECRET_ACCESS_KEY is not"));
  setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  EXPECT_EQ(credentials.fetch().access_key_id, "id");
  setenv("AWS_SESSION_TOKEN", "token", 1);
  EXPECT_EQ(credentials.fetch().session_token, "token");
  unsetenv("AWS_ACCESS_KEY_ID");
  EXPECT_THAT(refusal(credentials), HasSubstr("AWS_ACCESS_KEY_ID is not"));
  for (const auto* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}) unsetenv(name);
}

class FileCredentials : public testing::Test {
 protected:
  std::string write(const std::string& text) const {
    std::ofstream(path) << text;
    return path;
  }
  test::TemporaryFolder folder;
  const std::string path = folder.file("credential");
};

TEST_F(FileCredentials, AreReadAnewWhenTheyHaveChanged) {
  KvsFileCredentials credentials(write("CREDENTIALS one secret\n"));
  EXPECT_TRUE(credentials.changed());
  EXPECT_EQ(credentials.fetch().access_key_id, "one");
  EXPECT_FALSE(credentials.changed());
  replace_private_file(path, "CREDENTIALS two secret\n");
  EXPECT_TRUE(credentials.changed());
  EXPECT_EQ(credentials.fetch().access_key_id, "two");
  std::filesystem::remove(path);
  EXPECT_TRUE(credentials.changed());
  EXPECT_THAT(refusal(credentials), HasSubstr("no such file"));
  EXPECT_FALSE(credentials.changed());
}

TEST_F(FileCredentials, OfAWrongKindAreNamed) {
  KvsFileCredentials credentials(path);
  write("CREDENTIALS id hunter2 more words than there are\n");
  EXPECT_THAT(refusal(credentials), HasSubstr(path + ": "));
  EXPECT_THAT(refusal(credentials), Not(HasSubstr("hunter2")));
  write("CREDENTIALS id " + std::string(10'000, 's'));
  EXPECT_THAT(refusal(credentials), HasSubstr("longer than 9999"));
  write("CREDENTIALS id secret");
  chmod(path.c_str(), 0666);
  EXPECT_THAT(refusal(credentials), HasSubstr("chmod"));
  EXPECT_THROW(KvsFileCredentials(""), Error);
}

TEST_F(FileCredentials, AreWrittenForOthersWithAnEarlierEnd) {
  AwsKeys keys{"id", "secret", "token", kinesis::parse_time("2026-01-31T12:00:00Z")};
  KvsFileCredentials credentials(path, std::make_shared<KvsInlineCredentials>(keys));
  EXPECT_EQ(credentials.fetch().expires, keys.expires);
  EXPECT_EQ(test::read_file(path), "CREDENTIALS id 2026-01-31T11:55:00Z secret token\n");
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_THROW(KvsFileCredentials(path, nullptr), Error);
}

TEST_F(FileCredentials, HaveChangedWhenTheirSourceHas) {
  const auto source = std::make_shared<KvsFileCredentials>(write("CREDENTIALS one secret\n"));
  KvsFileCredentials credentials(folder.file("copy"), source);
  static_cast<void>(credentials.fetch());
  EXPECT_FALSE(credentials.changed());
  replace_private_file(path, "CREDENTIALS two secret\n");
  EXPECT_TRUE(credentials.changed());
  EXPECT_EQ(credentials.fetch().access_key_id, "two");
  EXPECT_EQ(test::read_file(folder.file("copy")), "CREDENTIALS two secret\n");
}

TEST_F(FileCredentials, ServeThisProducerThoughTheyCannotBeWritten) {
  const auto source = std::make_shared<KvsInlineCredentials>(AwsKeys{"id", "secret", "", {}});
  KvsFileCredentials credentials(folder.file("missing/credential"), source);
  EXPECT_EQ(credentials.fetch().access_key_id, "id");
}

}  // namespace
}  // namespace skyline
