// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_keeper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Gives what the test says, or fails as it says.
class Provider final : public KvsCredentials {
 public:
  AwsKeys fetch() override {
    ++fetches;
    if (!failure.empty()) throw Error(failure);
    return keys;
  }
  std::string provider() const override { return "the test"; }
  bool changed() const override { return is_changed; }

  AwsKeys keys;
  std::string failure;
  int fetches = 0;
  bool is_changed = false;
};

class Keeper : public testing::Test {
 protected:
  static Moment at(std::chrono::nanoseconds since) {
    return {*parse_time("2026-01-31T12:00:00Z") + since, SteadyTime{1h + since}};
  }
  void give(const std::string& id, std::optional<std::chrono::nanoseconds> until) {
    provider->failure.clear();
    provider->keys = {id, "secret of " + id, "", {}};
    if (until) provider->keys.expires = at(*until).wall;
  }
  std::string id(std::chrono::nanoseconds since) const {
    const auto keys = keeper.current(at(since).steady).keys;
    return keys ? keys->access_key_id : "none";
  }
  std::string error(std::chrono::nanoseconds since) const { return keeper.current(at(since).steady).error; }

  std::shared_ptr<Provider> provider = std::make_shared<Provider>();
  int changes = 0;
  CredentialsKeeper keeper{provider, [this] { ++changes; }, [] { return 0.0; }};
};

TEST_F(Keeper, HasNothingBeforeTheFirstAnswer) {
  EXPECT_EQ(id(0s), "none");
  EXPECT_THAT(error(0s), HasSubstr("not answered yet"));
}

TEST_F(Keeper, FetchesAnewBeforeTheEnd) {
  give("one", 1h);
  keeper.step(at(0s));
  EXPECT_EQ(id(0s), "one");
  EXPECT_EQ(changes, 1);
  give("two", 2h);
  keeper.step(at(47min));
  EXPECT_EQ(id(47min), "one");
  keeper.step(at(48min));
  EXPECT_EQ(id(48min), "two");
  EXPECT_EQ(changes, 2);
  EXPECT_EQ(provider->fetches, 2);
}

TEST_F(Keeper, KeepsGoodKeysWhileTheProviderIsDownAndUntilTheyEnd) {
  give("one", 1h);
  keeper.step(at(0s));
  provider->failure = "down";
  for (auto now = 48min; now < 70min; ++now) keeper.step(at(now));
  EXPECT_GE(provider->fetches, 20);
  EXPECT_EQ(id(60min - 1ns), "one");
  EXPECT_EQ(error(60min - 1ns), "down");
  EXPECT_EQ(id(60min), "none");
  EXPECT_EQ(error(60min), "down");
  EXPECT_EQ(changes, 2);  // keys; then an error, once
  give("two", 3h);
  keeper.step(at(71min));
  EXPECT_EQ(id(71min), "two");
  EXPECT_EQ(error(71min), "");
  EXPECT_EQ(changes, 3);
}

TEST_F(Keeper, BacksOffWhileTheProviderIsDown) {
  provider->failure = "down";
  for (auto now = 0s; now < 600s; ++now) keeper.step(at(now));
  EXPECT_GE(provider->fetches, 10);
  EXPECT_LE(provider->fetches, 30);  // half a minute each, after a quick start
}

TEST_F(Keeper, TakesNoKeysThatHaveExpired) {
  give("old", -1s);
  keeper.step(at(0s));
  EXPECT_EQ(id(0s), "none");
  EXPECT_THAT(error(0s), HasSubstr("the test: the keys expired at 2026-01-31T11:59:59Z"));
  provider->keys.expires = WallTime::min();
  keeper.step(at(10s));
  EXPECT_EQ(id(10s), "none");
}

TEST_F(Keeper, HoldsPermanentKeysForEver) {
  give("one", std::nullopt);
  for (auto now = 0h; now < 1000h; ++now) keeper.step(at(now));
  EXPECT_EQ(provider->fetches, 1);
  EXPECT_EQ(id(1000h), "one");
}

TEST_F(Keeper, TakesKeysThatTheProviderHasExchanged) {
  give("one", std::nullopt);
  keeper.step(at(0s));
  give("two", std::nullopt);
  provider->is_changed = true;
  keeper.step(at(5s));
  EXPECT_EQ(id(5s), "two");
}

TEST_F(Keeper, ReplacesRefusedKeysAtOnce) {
  give("one", 1h);
  keeper.step(at(0s));
  const auto refused = keeper.current(at(0s).steady).keys;
  keeper.invalidate(refused, at(1s));
  EXPECT_EQ(id(1s), "none");
  EXPECT_THAT(error(1s), HasSubstr("refused"));
  give("two", 1h);
  keeper.step(at(1s));
  EXPECT_EQ(id(1s), "two");
  keeper.invalidate(refused, at(2s));  // they are long gone
  keeper.invalidate(nullptr, at(2s));
  EXPECT_EQ(id(2s), "two");
}

TEST_F(Keeper, GivesRefusedKeysOutAgainWhenThereAreNoOthersButDoesNotHammer) {
  give("one", std::nullopt);
  keeper.step(at(0s));
  for (auto now = 0s; now < 600s; ++now) {
    keeper.step(at(now));
    keeper.invalidate(keeper.current(at(now).steady).keys, at(now));
  }
  EXPECT_GE(provider->fetches, 8);
  EXPECT_LE(provider->fetches, 13);
  keeper.step(at(1200s));
  EXPECT_EQ(id(1200s), "one");
}

TEST_F(Keeper, SurvivesAProviderThatThrowsAnything) {
  class Rude final : public KvsCredentials {
   public:
    AwsKeys fetch() override { throw 1; }
    std::string provider() const override { return "rude"; }
    bool changed() const override { throw Error("no"); }
  };
  CredentialsKeeper rude(std::make_shared<Rude>(), nullptr);
  rude.step(at(0s));
  EXPECT_THAT(rude.current(at(0s).steady).error, HasSubstr("threw"));
}

/// fetch() waits until it is interrupted.
class Stuck final : public KvsCredentials {
 public:
  AwsKeys fetch() override {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return interrupted_; });
    interrupted_ = false;
    throw Error("interrupted");
  }
  std::string provider() const override { return "stuck"; }
  void interrupt() noexcept override {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    changed_.notify_all();
  }
  bool wait_until_asked() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [this] { return std::exchange(waiting_, false); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool waiting_ = false;
  bool interrupted_ = false;
};

TEST(KeeperThread, StopsWhileAFetchWaitsAndStartsAgain) {
  const auto stuck = std::make_shared<Stuck>();
  CredentialsKeeper keeper(stuck, nullptr);
  for (int i = 0; i < 3; ++i) {
    keeper.start();
    ASSERT_TRUE(stuck->wait_until_asked());
    keeper.stop();
    EXPECT_THAT(keeper.current().error, HasSubstr("not answered"));  // being interrupted is no failure
  }
}

TEST(KeeperThread, SaysWhenKeysCome) {
  std::mutex mutex;
  std::condition_variable arrived;
  bool called = false;
  const auto credentials = std::make_shared<KvsInlineCredentials>(AwsKeys{"id", "secret", "", {}});
  CredentialsKeeper keeper(credentials, [&] {
    EXPECT_TRUE(keeper.current().keys);
    const std::lock_guard lock(mutex);
    called = true;
    arrived.notify_all();
  });
  keeper.start();
  {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(arrived.wait_for(lock, 10s, [&] { return std::exchange(called, false); }));
  }
  const auto keys = keeper.current().keys;
  ASSERT_TRUE(keys);
  keeper.invalidate(keys);
  std::unique_lock lock(mutex);
  EXPECT_TRUE(arrived.wait_for(lock, 10s, [&] { return called; }));  // given out again
}

}  // namespace
}  // namespace skyline::kinesis
