// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/aws_profile.hpp"

#include "credentials_world.hpp"
#include "outputs/kinesis/aws_region.hpp"

namespace skyline::kinesis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

TEST(ProfileFileText, OfCredentialsHasPlainNames) {
  const auto profiles = parse_profiles(
      "\xEF\xBB\xBF# comment\n; comment\r\n\n[default]\r\nAWS_Access_Key_Id = id\r\naws_secret_access_key=a=b:c#d\n"
      "[profile dev]\nregion: eu-west-1\n[ spaced name ] # comment\nempty =\n",
      ProfileFile::kCredentials);
  EXPECT_THAT(profiles, ElementsAre(Pair("default", ElementsAre(Pair("aws_access_key_id", "id"),
                                                                Pair("aws_secret_access_key", "a=b:c#d"))),
                                    Pair("profile dev", ElementsAre(Pair("region", "eu-west-1"))),
                                    Pair("spaced name", ElementsAre(Pair("empty", "")))));
}

TEST(ProfileFileText, OfConfigHasPrefixedNamesAndOtherSections) {
  const auto profiles = parse_profiles(
      "[default]\nregion=a\n[profile dev]\nregion=b\n[profile \"with blank\"]\nregion=c\n[dev]\nregion=wrong\n"
      "[sso-session x]\nsso_region=d\n[profiles]\nregion=wrong\n[profile dev]\noutput=json\n",
      ProfileFile::kConfig);
  EXPECT_THAT(profiles, ElementsAre(Pair("default", ElementsAre(Pair("region", "a"))),
                                    Pair("dev", ElementsAre(Pair("output", "json"), Pair("region", "b"))),
                                    Pair("with blank", ElementsAre(Pair("region", "c")))));
}

TEST(ProfileFileText, IndentedLinesGoOnWithTheValueBefore) {
  const auto profiles = parse_profiles(
      "[default]\n  region = a\n  output = b\ns3 =\n  max_requests = 20\n  addressing = path\nca_bundle = c\n",
      ProfileFile::kConfig);
  EXPECT_THAT(profiles.at("default"),
              ElementsAre(Pair("ca_bundle", "c"), Pair("output", "b"), Pair("region", "a"), Pair("s3", "")));
}

TEST(ProfileFileText, IsRefusedByLineWithoutShowingIt) {
  using namespace std::string_literals;
  for (const auto& [text, part] : std::initializer_list<std::pair<std::string, const char*>>{
           {"[default]\nhunter2\n", "line 2 is neither"},
           {"[default\nhunter2 = 1\n", "line 1 begins a section"},
           {"\n\nhunter2 = 1\n", "line 3 stands before"},
           {"[default]\n= hunter2\n", "line 2 is neither"},
           {"[default]\nkey = hunter2\0\n"s, "line 2 has a zero byte"},
       }) {
    const auto failure = failure_of([&] { return parse_profiles(text, ProfileFile::kCredentials); });
    EXPECT_THAT(failure, HasSubstr(part));
    EXPECT_THAT(failure, Not(HasSubstr("hunter2")));
  }
}

TEST(ProfileFileText, CutOffAnywhereGivesNothingThatWasNotThere) {
  const std::string text = "[default]\naws_access_key_id = id\naws_secret_access_key = secret\n[other]\nregion = x\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    try {
      for (const auto& [name, settings] : parse_profiles(text.substr(0, size), ProfileFile::kCredentials)) {
        EXPECT_TRUE(name == "default" || name == "other");
        for (const auto& [key, value] : settings) EXPECT_NE(text.find(key + " = " + value), std::string::npos) << size;
      }
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr("secret =")));
    }
  }
}

class ProfilesOfFiles : public World {};

TEST_F(ProfilesOfFiles, AreMergedWithTheFileOfCredentialsOnTop) {
  profiles("[dev]\nregion=from-credentials\n", "[profile dev]\nregion=from-config\noutput=json\n[default]\n");
  const Profiles both(surroundings.environment());
  ASSERT_NE(both.find("dev"), nullptr);
  EXPECT_EQ(setting(*both.find("dev"), "region"), "from-credentials");
  EXPECT_EQ(setting(*both.find("dev"), "output"), "json");
  EXPECT_EQ(setting(*both.find("dev"), "missing"), "");
  EXPECT_NE(both.find("default"), nullptr);
  EXPECT_EQ(both.find("other"), nullptr);
}

TEST_F(ProfilesOfFiles, AreFoundAtHome) {
  variables["HOME"] = folder.file("home");
  EXPECT_EQ(Profiles(surroundings.environment()).find("default"), nullptr);
  ASSERT_EQ(mkdir(folder.file("home").c_str(), 0700), 0);
  ASSERT_EQ(mkdir(folder.file("home/.aws").c_str(), 0700), 0);
  write("home/.aws/credentials", "[one]\n");
  write("home/.aws/config", "[profile two]\n");
  const Profiles found(surroundings.environment());
  EXPECT_NE(found.find("one"), nullptr);
  EXPECT_NE(found.find("two"), nullptr);
  variables["AWS_CONFIG_FILE"] = "~/.aws/credentials";
  EXPECT_EQ(Profiles(surroundings.environment()).find("two"), nullptr);
}

TEST_F(ProfilesOfFiles, ThatCannotBeReadAreNamed) {
  const auto fifo = folder.file("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  for (const auto& path : {fifo, folder.file(""), write("writable", "", 0666), write("broken", "what\n"),
                           write("long", std::string((1U << 20U) + 1, '#'))}) {
    variables["AWS_CONFIG_FILE"] = path;
    EXPECT_THAT(failure_of([&] { return Profiles(surroundings.environment()); }), HasSubstr(path + ": "));
  }
}

TEST_F(ProfilesOfFiles, HaveTheRegionWhenTheEnvironmentHasNone) {
  profiles("[dev]\nregion=eu-west-1\n[bad]\nregion=evil.example/\n", "[default]\nregion=eu-north-1\n");
  const auto& environment = surroundings.environment();
  EXPECT_EQ(find_region(environment, ""), "eu-north-1");
  EXPECT_EQ(find_region(environment, "dev"), "eu-west-1");
  EXPECT_EQ(find_region(environment, "missing"), "");
  EXPECT_THAT(failure_of([&] { return find_region(environment, "bad"); }), HasSubstr("not a region"));
  variables["AWS_PROFILE"] = "dev";
  EXPECT_EQ(find_region(environment, ""), "eu-west-1");
  variables["AWS_DEFAULT_REGION"] = "us-east-2";
  EXPECT_EQ(find_region(environment, ""), "us-east-2");
  variables["AWS_REGION"] = "ap-south-1";
  EXPECT_EQ(find_region(environment, "dev"), "ap-south-1");
}

TEST(AwsRegion, IsAPartOfAHostName) {
  for (const auto* region :
       {"", "eu west", "EU-WEST-1", "a.b", "-a", "a-", "x/y", "eu-west-1\n", "abcdefghijklmnopqrstuvwxyz-0123456789"}) {
    EXPECT_THROW(static_cast<void>(checked_region(region)), Error) << region;
  }
  EXPECT_EQ(checked_region("us-gov-west-1"), "us-gov-west-1");
  EXPECT_EQ(aws_domain("cn-north-1"), "amazonaws.com.cn");
  EXPECT_EQ(aws_domain("eu-west-1"), "amazonaws.com");
}

}  // namespace
}  // namespace skyline::kinesis
