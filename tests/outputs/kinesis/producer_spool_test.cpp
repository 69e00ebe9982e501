// SPDX-License-Identifier: Apache-2.0
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "producer_fixture.hpp"
#include "skyline/error.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class ProducerSpoolTest : public ProducerTest {
 protected:
  [[nodiscard]] KvsConfig spooling() const {
    auto config = this->config();
    config.spool_dir = folder_.file("spool");
    return config;
  }
  [[nodiscard]] std::size_t spooled_files() const {
    std::size_t count = 0;
    for (const auto& file : fs::directory_iterator(fs::path(folder_.file("spool")) / "cam")) {
      count += file.path().extension() == ".mkv" ? 1 : 0;
    }
    return count;
  }
  const TemporaryFolder folder_;
};

TEST_F(ProducerSpoolTest, IsEmptyWhenAllIsWell) {
  start_service();
  open(spooling());
  feed(5);
  close();
  expect_stored();
  EXPECT_EQ(0U, spooled_files());
  EXPECT_EQ(0U, stats().bytes_spooled);
}

TEST_F(ProducerSpoolTest, OutlivesAnObjectThatIsDestroyed) {
  start_service();
  stop_service();
  open(spooling());
  feed(6);
  close();
  EXPECT_EQ(6U, stats().fragments_pending);
  destroy_without_closing();
  EXPECT_EQ(6U, spooled_files());
  start_service();
  open(spooling());
  EXPECT_EQ(6U, stats().fragments_recovered);
  feed(3);
  EXPECT_TRUE(wait_for_persisted(8));
  close();
  expect_stored();
  expect_accounted();
  EXPECT_EQ(0U, spooled_files());
}

TEST_F(ProducerSpoolTest, TakesOverWhatTheMemoryCannotHold) {
  start_service();
  stop_service();
  auto config = spooling();
  config.buffer_bytes = 100'000;
  open(config);
  feed(35);
  EXPECT_EQ(0U, stats().fragments_dropped);
  EXPECT_EQ(35U, stats().fragments_pending);
  start_service();
  EXPECT_TRUE(wait_for_persisted(34, 60s));
  close();
  expect_stored();
  expect_accounted();
}

constexpr const char* kSpoolVariable = "SKYLINE_TEST_SPOOL";

// Not a test by itself: the process that the next one kills.
TEST_F(ProducerSpoolTest, DISABLED_FeedsASpoolForEver) {
  auto config = this->config();
  config.endpoint = "http://127.0.0.1:9";
  config.spool_dir = getenv(kSpoolVariable);
  open(config);
  feed(7);  // the last one stays open
  pause();
}

TEST_F(ProducerSpoolTest, LosesNoCompleteFragmentWhenTheProcessIsKilled) {
  start_service();
  const auto config = spooling();
  ASSERT_EQ(0, setenv(kSpoolVariable, config.spool_dir.c_str(), 1));
  const char* arguments[] = {"child", "--gtest_filter=*DISABLED_FeedsASpoolForEver", "--gtest_also_run_disabled_tests",
                             nullptr};
  pid_t child = -1;
  ASSERT_EQ(0, posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, const_cast<char**>(arguments), environ));
  EXPECT_TRUE(eventually([&] { return fs::exists(config.spool_dir + "/cam") && spooled_files() == 6; }));
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(child, waitpid(child, &status, 0));
  open(config);
  EXPECT_TRUE(wait_for_persisted(6));
  close();
  EXPECT_EQ(6U, service().fragments("cam").size());
  EXPECT_EQ(0U, spooled_files());
}

TEST_F(ProducerSpoolTest, TwoOutputsDoNotShareAFolder) {
  start_service();
  open(spooling());
  EXPECT_THROW(KvsOutput{spooling()}, Error);
}

}  // namespace
}  // namespace skyline::test
