// SPDX-License-Identifier: Apache-2.0
#include "cli/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/errors.hpp"
#include "skyline/error.hpp"

namespace skyline::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = CredentialsChoice::Kind;

TEST(CredentialsChoice, IsParsed) {
  EXPECT_EQ(parse_credentials("chain").kind, Kind::kChain);
  EXPECT_EQ(parse_credentials("env").kind, Kind::kEnvironment);
  EXPECT_EQ(parse_credentials("file:/a:b").kind, Kind::kFile);
  EXPECT_EQ(parse_credentials("file:/a:b").path, "/a:b");
  EXPECT_EQ(parse_credentials("iot:c.json").kind, Kind::kIot);
  EXPECT_EQ(parse_credentials("iot:c.json").path, "c.json");
  for (const auto* text : {"", "Chain", "file", "file:", "iot:", "env:", "AKIAHUNTER2:secret", " chain"}) {
    try {
      static_cast<void>(parse_credentials(text));
      ADD_FAILURE() << text;
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr("HUNTER2")));
    }
  }
}

TEST(CredentialsChoice, MakesWhatIsChosen) {
  EXPECT_THAT(make_credentials({Kind::kChain}, "dev")->provider(), HasSubstr("chain"));
  EXPECT_EQ(make_credentials({Kind::kEnvironment}, "")->provider(), "environment");
  EXPECT_EQ(make_credentials({Kind::kFile, "/x"}, "")->provider(), "file /x");
  EXPECT_THROW(static_cast<void>(make_credentials({Kind::kFile, "/x"}, "dev")), UsageError);
  EXPECT_THROW(static_cast<void>(make_credentials({Kind::kIot, "/nowhere"}, "")), Error);
}

TEST(CredentialsReport, TellsTheKindOnly) {
  EXPECT_EQ(kind_of_keys({"AKIA1234", "s", "", {}}), "permanent (AKIA...)");
  EXPECT_EQ(kind_of_keys({"ASIA1234", "s", "t", {}}), "temporary (ASIA...)");
  EXPECT_EQ(kind_of_keys({"minio", "s", "", {}}), "permanent, of a form of its own");
  EXPECT_EQ(kind_of_keys({"minio", "s", "t", {}}), "temporary, of a form of its own");
}

TEST(CredentialsReport, IsTextOrJson) {
  CredentialsReport report{"environment", "permanent (AKIA...)"};
  EXPECT_EQ(credentials_text(report),
            "provider  environment\nkeys      permanent (AKIA...)\nuntil     not known to expire\n"
            "region    none; set AWS_REGION\n");
  EXPECT_THAT(credentials_json(report), HasSubstr("\"until\": null"));
  report.expires = std::chrono::system_clock::from_time_t(1'769'860'800);
  report.region = "eu-west-1";
  EXPECT_THAT(credentials_text(report), HasSubstr("until     2026-01-31T12:00:00Z\nregion    eu-west-1\n"));
  EXPECT_THAT(credentials_json(report), HasSubstr("\"until\": \"2026-01-31T12:00:00Z\",\n  \"region\": \"eu-west-1\""));
}

}  // namespace
}  // namespace skyline::cli
