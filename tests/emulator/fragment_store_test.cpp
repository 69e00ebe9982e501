// SPDX-License-Identifier: Apache-2.0
#include "emulator/fragment_store.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "emulator/matroska.hpp"
#include "emulator/service_error.hpp"
#include "support/process.hpp"

namespace skyline::emulator {
namespace {

constexpr std::int64_t kStart = 1'700'000'000'000;

Bytes to_bytes(const std::string& text) { return {text.begin(), text.end()}; }

class FragmentStoreTest : public testing::Test {
 protected:
  /// Adds a fragment that came at this time; its number.
  std::string add(FragmentStore& store, std::int64_t server_ms, const std::string& stream = "s") {
    FragmentInfo info{store.next_number(server_ms), kStart, server_ms, 120};
    store.add(stream, info, 0, {to_bytes(test::mkv_header()), {}, to_bytes(test::cluster(kStart))});
    return info.number;
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("fragments");
};

TEST_F(FragmentStoreTest, NumbersRiseWhateverTheClockSays) {
  FragmentStore store(path_);
  auto last = store.next_number(kStart);
  for (const auto ms : {kStart, kStart + 1, kStart - 100'000, std::int64_t{0}, std::int64_t{-5}}) {
    const auto next = store.next_number(ms);
    EXPECT_EQ(next.size(), 47U);
    EXPECT_GT(next, last);
    last = next;
  }
}

TEST_F(FragmentStoreTest, ForgetsWhatIsTooOldAndItsFile) {
  FragmentStore store(path_);
  const auto old = add(store, kStart);
  const auto young = add(store, kStart + 1000);
  store.expire("s", kStart + 1000);
  ASSERT_EQ(store.list("s").size(), 1U);
  EXPECT_EQ(store.list("s").front().number, young);
  EXPECT_THROW(static_cast<void>(store.load("s", old)), ServiceError);
  EXPECT_EQ(test::entries((path_ + "/s").c_str()), 2U);  // a fragment and the index
  EXPECT_EQ(FragmentStore(path_).list("s").size(), 1U);
}

TEST_F(FragmentStoreTest, ForgetsAStream) {
  FragmentStore store(path_);
  add(store, kStart, "a");
  add(store, kStart, "b");
  store.remove("a");
  EXPECT_TRUE(store.list("a").empty());
  EXPECT_EQ(store.list("b").size(), 1U);
  EXPECT_EQ(test::entries(path_.c_str()), 1U);
}

TEST_F(FragmentStoreTest, SurvivesAnEndAtAnyByteOfItsIndex) {
  std::string number;
  {
    FragmentStore store(path_);
    number = add(store, kStart);
    add(store, kStart + 1000);
  }
  const auto index = test::read_file(path_ + "/s/index");
  const auto first_line = index.find('\n') + 1;
  for (auto size = first_line; size < index.size() - 1; ++size) {
    std::ofstream(path_ + "/s/index") << index.substr(0, size);
    {
      FragmentStore store(path_);
      ASSERT_EQ(store.list("s").size(), 1U) << size;
      EXPECT_EQ(store.load("s", number).frames.size(), 3U);
      add(store, kStart + 2000);
    }
    EXPECT_EQ(FragmentStore(path_).list("s").size(), 2U) << size;
  }
}

TEST_F(FragmentStoreTest, GivesNoFragmentWhoseFileIsNotWhole) {
  std::string number;
  {
    FragmentStore store(path_);
    number = add(store, kStart);
    std::ofstream(path_ + "/s/" + number + ".mkv") << "short";
    EXPECT_THROW(static_cast<void>(store.load("s", number)), ServiceError);
  }
  EXPECT_TRUE(FragmentStore(path_).list("s").empty());
}

TEST_F(FragmentStoreTest, TellsOfWhatIsAdded) {
  FragmentStore store(path_);
  std::vector<std::string> told;
  {
    const FragmentStore::Watch watch(store, [&](const std::string& stream) {
      told.push_back(stream);
      EXPECT_EQ(store.list(stream).size(), 1U);  // no lock is held
    });
    add(store, kStart, "a");
  }
  add(store, kStart, "b");
  EXPECT_EQ(told, std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace skyline::emulator
