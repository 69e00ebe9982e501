// SPDX-License-Identifier: Apache-2.0
#include "stream/dotenv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "skyline/error.hpp"
#include "skyline/log.hpp"
#include "support/process.hpp"

namespace skyline {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

/// The value of AWS_PROFILE in a text.
std::string value(const std::string& text) {
  const DotEnv dotenv{"", parse_dotenv(text)};
  const auto* found = dotenv.find("AWS_PROFILE");
  return found == nullptr ? "missing" : *found;
}

template <class Action>
std::string failure_of(Action action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(DotEnvText, HasValuesInEveryForm) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "missing"},
      {"AWS_PROFILE=dev", "dev"},
      {"AWS_PROFILE=dev\n", "dev"},
      {"AWS_PROFILE=dev\r\n", "dev"},
      {"\xEF\xBB\xBF"
       "AWS_PROFILE=dev",
       "dev"},
      {"  export   AWS_PROFILE = dev  ", "dev"},
      {"export\tAWS_PROFILE=dev", "dev"},
      {"AWS_PROFILE=", ""},
      {"AWS_PROFILE=\nAWS_REGION=x", ""},
      {"AWS_PROFILE=a b", "a b"},
      {"AWS_PROFILE=a#b", "a#b"},
      {"AWS_PROFILE=a #b", "a"},
      {"AWS_PROFILE=#b", ""},
      {"AWS_PROFILE='a #b' # c", "a #b"},
      {"AWS_PROFILE='a\\n$X\"'", "a\\n$X\""},
      {"AWS_PROFILE=\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d"},
      {"AWS_PROFILE=$HOME`id`$(id)${X}", "$HOME`id`$(id)${X}"},
      {"AWS_PROFILE=\"$HOME\"", "$HOME"},
      {"AWS_PROFILE=a=b==", "a=b=="},
      {"AWS_PROFILE=one\nAWS_PROFILE=two", "two"},
      {"# AWS_PROFILE=no\n\n \n\t# no\nAWS_PROFILE=dev", "dev"},
      {"aws_profile=no", "missing"},
      {"export=1\nAWS_PROFILE=dev", "dev"},
      {"OTHER=\"one\ntwo\nAWS_PROFILE=no\n\"\nAWS_PROFILE=dev", "dev"},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(value(text), expected) << text;
}

TEST(DotEnvText, IsRefusedByLineWithoutShowingIt) {
  const std::pair<std::string, const char*> rows[] = {
      {"\nhunter2\n", "line 2 is not NAME=value"},
      {"hunter2 x=1", "line 1 is not NAME=value"},
      {"=hunter2", "line 1 is not NAME=value"},
      {"1A=hunter2", "line 1 is not NAME=value"},
      {"export export hunter2=1", "line 1 is not NAME=value"},
      {"A='1\n2'\nB='hunter2", "line 3 begins a quote"},
      {"AWS_PROFILE=\"hunter2\\\"", "line 1 begins a quote"},
      {"AWS_PROFILE='a' hunter2", "line 1 goes on behind the quote"},
      {"\n\nAWS_PROFILE='hunter2\n'", "line 3 has control characters"},
      {"AWS_PROFILE=\"hunter2\\n\"", "line 1 has control characters"},
      {"AWS_PROFILE=hunter2\0"s, "line 1 has control characters"},
      {"AWS_PROFILE\0=hunter2"s, "line 1 is not NAME=value"},
  };
  for (const auto& [text, part] : rows) {
    const auto failure = failure_of([&, &each = text] { return parse_dotenv(each); });
    EXPECT_THAT(failure, HasSubstr(part)) << text;
    EXPECT_THAT(failure, Not(HasSubstr("hunter2")));
  }
}

TEST(DotEnvText, CutOffAnywhereIsAPartOrRefused) {
  const auto text = "export AWS_PROFILE=\"de\\\"v\" # c\r\nAWS_REGION='x'\nAWS_SESSION_TOKEN=abc"s;
  for (std::size_t size = 0; size <= text.size(); ++size) {
    try {
      for (const auto& [name, secret] : parse_dotenv(text.substr(0, size))) {
        EXPECT_TRUE(secret.empty() || text.find(name) < size);
      }
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("line "));
    }
  }
}

TEST(DotEnvText, NamesWhatItLeavesOutWithoutTheValue) {
  std::string lines;
  set_log_level(LogLevel::kDebug);
  set_log_sink([&](LogLevel, std::string_view, std::string_view line) { lines += line; });
  static_cast<void>(parse_dotenv("PASSWORD=hunter2\nAWS_SECRET_ACCESS_KEY=hunter2\n"));
  set_log_sink({});
  set_log_level(LogLevel::kInfo);
  EXPECT_THAT(lines, HasSubstr("PASSWORD"));
  EXPECT_THAT(lines, Not(HasSubstr("hunter2")));
}

class DotEnvFile : public testing::Test {
 protected:
  DotEnvFile() : before_(fs::current_path()) {
    fs::create_directories(folder.file("a/b/c"));
    fs::current_path(folder.file("a/b/c"));
  }
  ~DotEnvFile() override { fs::current_path(before_); }

  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    std::ofstream(folder.file(name)) << text;
    chmod(folder.file(name).c_str(), mode);
    return fs::canonical(folder.file(name));
  }
  static std::string found() {
    const auto dotenv = load_dotenv("");
    const auto* profile = dotenv.find("AWS_PROFILE");
    return profile == nullptr ? "none" : dotenv.path + " " + *profile;
  }
  test::TemporaryFolder folder;

 private:
  fs::path before_;
};

TEST_F(DotEnvFile, IsTheNearestOneUpwards) {
  EXPECT_EQ(found(), "none");
  const auto far = write("a/.env", "AWS_PROFILE=far");
  EXPECT_EQ(found(), far + " far");
  const auto near = write("a/b/.env", "AWS_PROFILE=near");
  EXPECT_EQ(found(), near + " near");
  fs::create_directory(folder.file("a/b/c/.env"));  // not a file: passed over
  EXPECT_EQ(found(), near + " near");
  chmod(near.c_str(), 0666);
  EXPECT_EQ(found(), far + " far");
  if (geteuid() == 0) {
    ASSERT_EQ(chown(far.c_str(), 4711, 4711), 0);
    EXPECT_EQ(found(), "none");
  }
}

TEST_F(DotEnvFile, ThatIsNotInOrderIsNamed) {
  const auto path = write("a/b/c/.env", "AWS_PROFILE='hunter2");
  const auto failure = failure_of([] { return load_dotenv(""); });
  EXPECT_THAT(failure, HasSubstr(path + ": line 1"));
  EXPECT_THAT(failure, Not(HasSubstr("hunter2")));
}

TEST_F(DotEnvFile, CanBeGivenByPathAndHasToBeThereThen) {
  const auto path = write("mine", "AWS_PROFILE=mine");
  EXPECT_EQ(*load_dotenv(path).find("AWS_PROFILE"), "mine");
  fs::create_symlink(path, folder.file("link"));
  EXPECT_EQ(*load_dotenv(folder.file("link")).find("AWS_PROFILE"), "mine");
  ASSERT_EQ(mkfifo(folder.file("fifo").c_str(), 0600), 0);
  write("writable", "", 0666);
  write("long", std::string(65537, '#'));
  const auto sparse = write("sparse", "");
  fs::resize_file(sparse, 1ULL << 30);
  for (const auto* name : {"missing", "fifo", "writable", "long", "sparse", "a"}) {
    EXPECT_THAT(failure_of([&] { return load_dotenv(folder.file(name)); }), HasSubstr(folder.file(name) + ": "));
  }
}

class DotEnvApply : public testing::Test {
 protected:
  static constexpr const char* kNames[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
                                           "AWS_REGION",        "AWS_DEFAULT_REGION",    "AWS_PROFILE",
                                           "GST_PLUGIN_PATH"};
  DotEnvApply() {
    for (const auto* name : kNames) unsetenv(name);
  }
  ~DotEnvApply() override {
    for (const auto* name : kNames) unsetenv(name);
  }
  static std::string get(const char* name) {
    const auto* found = std::getenv(name);
    return found == nullptr ? "unset" : found;
  }
  static void apply_all() {
    apply({"", parse_dotenv("AWS_ACCESS_KEY_ID=id\nAWS_SECRET_ACCESS_KEY=s\nAWS_SESSION_TOKEN=t\nAWS_REGION=r\n"
                            "AWS_PROFILE=p\nGST_PLUGIN_PATH=/x\n")});
  }
};

TEST_F(DotEnvApply, SetsWhatIsNotSet) {
  setenv("AWS_PROFILE", "mine", 1);
  apply_all();
  EXPECT_EQ(get("AWS_ACCESS_KEY_ID"), "id");
  EXPECT_EQ(get("AWS_SESSION_TOKEN"), "t");
  EXPECT_EQ(get("AWS_REGION"), "r");
  EXPECT_EQ(get("AWS_PROFILE"), "mine");
  EXPECT_EQ(get("GST_PLUGIN_PATH"), "unset");
}

TEST_F(DotEnvApply, NeverMixesKeysOrRegions) {
  setenv("AWS_ACCESS_KEY_ID", "mine", 1);
  setenv("AWS_DEFAULT_REGION", "mine", 1);
  apply_all();
  EXPECT_EQ(get("AWS_ACCESS_KEY_ID"), "mine");
  EXPECT_EQ(get("AWS_SECRET_ACCESS_KEY"), "unset");
  EXPECT_EQ(get("AWS_SESSION_TOKEN"), "unset");
  EXPECT_EQ(get("AWS_REGION"), "unset");
  EXPECT_EQ(get("AWS_PROFILE"), "p");
}

}  // namespace
}  // namespace skyline
