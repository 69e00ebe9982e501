// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <future>

#include "credentials_world.hpp"
#include "support/eventually.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(SplitWords, GoesByBlanksAndQuotesOnly) {
  using Words = std::vector<std::string>;
  const std::pair<const char*, Words> rows[] = {
      {"", {}},
      {"  \t\n ", {}},
      {"a b", {"a", "b"}},
      {"  a   b\n", {"a", "b"}},
      {"'a b' c", {"a b", "c"}},
      {"\"a b\"c", {"a bc"}},
      {"a\\ b", {"a b"}},
      {R"("a\"b\\c\d")", {R"(a"b\c\d)"}},
      {R"('a\"b')", {R"(a\"b)"}},
      {"'' \"\"", {"", ""}},
      {"a'b'\"c\"d", {"abcd"}},
      {"$HOME `id` $(id) ; | > * ~ # &", {"$HOME", "`id`", "$(id)", ";", "|", ">", "*", "~", "#", "&"}},
      {"a\\", {"a\\"}},
  };
  for (const auto& [text, words] : rows) EXPECT_EQ(split_words(text), words) << text;
  for (const auto* text : {"'a", "\"a", "a b'", "\"a\\\""}) {
    EXPECT_THROW(static_cast<void>(split_words(text)), Error) << text;
  }
}

class Process : public World {
 protected:
  std::string script(const std::string& text) const { return write("script", "#!/bin/sh\n" + text, 0700); }
  AwsKeys run(const std::string& command) { return process_keys(surroundings, command, "profile dev"); }
  std::string failure(const std::string& command) {
    return failure_of([&] { return run(command); });
  }
};

TEST_F(Process, GivesKeysOnStandardOutput) {
  const auto keys = run(script("cat <<'END'\n" + json_keys("id", "SessionToken") + "\nEND\n"));
  EXPECT_EQ(keys.access_key_id, "id");
  EXPECT_EQ(keys.secret_access_key, "secret-of-it");
  EXPECT_EQ(keys.session_token, "token-id");
  EXPECT_TRUE(keys.expires);
  EXPECT_FALSE(run(script(R"(echo '{"Version":1,"AccessKeyId":"id","SecretAccessKey":"s"}')")).expires);
}

TEST_F(Process, GetsItsWordsAndNoShell) {
  const auto path = script(R"(test "$#" = 2 && test "$1" = '$HOME x' && test "$2" = ';id' || exit 9
echo '{"Version":1,"AccessKeyId":"id","SecretAccessKey":"s"}')");
  EXPECT_EQ(run(path + " \"$HOME x\" ;id").access_key_id, "id");
}

TEST_F(Process, GetsNothingOfOurs) {
  setenv("AWS_SECRET_ACCESS_KEY", "hunter2", 1);
  setenv("SKYLINE_TEST_VARIABLE", "passed on", 1);
  const int open_file = open("/dev/null", O_RDONLY);  // a descriptor that is inherited, if nothing is done about it
  const auto path = script(R"(test -z "$AWS_SECRET_ACCESS_KEY" || exit 1
test "$SKYLINE_TEST_VARIABLE" = 'passed on' || exit 2
test ! -e /proc/self/fd/)" +
                           std::to_string(open_file) + R"( || exit 3
read line && exit 4
echo '{"Version":1,"AccessKeyId":"id","SecretAccessKey":"s"}')");
  EXPECT_EQ(failure(path), "none");
  close(open_file);
  unsetenv("AWS_SECRET_ACCESS_KEY");
  unsetenv("SKYLINE_TEST_VARIABLE");
}

TEST_F(Process, FailsWithAReasonAndWithoutItsText) {
  EXPECT_THAT(failure("/nowhere/program"), HasSubstr("profile dev: credential_process: it cannot be started: No such"));
  EXPECT_THAT(failure("''"), HasSubstr("it is empty"));
  EXPECT_THAT(failure("'"), HasSubstr("quote"));
  const auto shows = [&](const std::string& text) {
    const auto said = failure(script(text));
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
    return said;
  };
  EXPECT_THAT(shows("echo hunter2; echo hunter2 >&2; exit 3"), HasSubstr("exit code 3"));
  EXPECT_THAT(shows("kill -TERM $$"), HasSubstr("signal 15"));
  EXPECT_THAT(shows("echo hunter2"), HasSubstr("Version"));
  EXPECT_THAT(shows(R"(echo '{"Version":2,"AccessKeyId":"hunter2"}')"), HasSubstr("Version"));
  EXPECT_THAT(shows(R"(echo '{"Version":1,"AccessKeyId":"hunter2"}')"), HasSubstr("secret access key is missing"));
  EXPECT_THAT(shows("head -c 100000 /dev/zero"), HasSubstr("more than 65536 bytes"));
}

TEST_F(Process, IsKilledWithItsChildrenWhenItTakesTooLong) {
  surroundings.process_timeout = 300ms;
  const auto mark = folder.file("pid");
  EXPECT_THAT(failure(script("sleep 60 & echo $! > " + mark + "\nwait")), HasSubstr("longer than 300 ms"));
  const auto pid = test::read_file(mark);
  ASSERT_FALSE(pid.empty());
  const auto status = "/proc/" + pid.substr(0, pid.find('\n')) + "/stat";
  // Gone, or a zombie that nobody has waited for yet.
  EXPECT_TRUE(test::eventually([&] {
    const auto stat = test::read_file(status);
    return stat.empty() || stat.find(") Z") != std::string::npos;
  }));
}

TEST_F(Process, ThatClosesItsOutputAndGoesOnIsKilled) {
  surroundings.process_timeout = 300ms;
  EXPECT_THAT(failure(script("exec >&-; sleep 60")), HasSubstr("longer than 300 ms"));
}

TEST_F(Process, CanBeInterrupted) {
  const auto mark = folder.file("started");
  auto waiting =
      std::async(std::launch::async, [&, path = script("echo > " + mark + "; sleep 60")] { return failure(path); });
  ASSERT_TRUE(test::eventually([&] { return !test::read_file(mark).empty(); }));
  surroundings.interrupt();
  EXPECT_THAT(waiting.get(), HasSubstr("interrupted"));
}

}  // namespace
}  // namespace skyline::kinesis
