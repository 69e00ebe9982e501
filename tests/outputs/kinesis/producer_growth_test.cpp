// SPDX-License-Identifier: Apache-2.0
// Many connections, and nothing grows. With SKYLINE_SOAK_MINUTES set, for so long.
#include "fake_units.hpp"
#include "producer_fixture.hpp"
#include "support/no_growth.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;

class ProducerGrowthTest : public ProducerTest {
 protected:
  static constexpr int kUnitsOfAFragment = 10;

  void feed_fragment() {
    for (int i = 0; i < kUnitsOfAFragment; ++i) output().write(fakes_.next(i == 0));
    ++fragments_;
  }
  void expect_all_stored_once() {
    EXPECT_EQ(fragments_, stats().fragments_persisted);
    EXPECT_EQ(fragments_, service().fragments("cam").size());
    expect_accounted();
  }

  FakeUnits fakes_{100ms, 2000};
  std::uint64_t fragments_ = 0;
};

TEST_F(ProducerGrowthTest, StartsAndStopsLeaveNothingBehind) {
  service_options.tls = true;
  start_service();
  expect_no_growth(100, [&] {
    open(config());
    feed_fragment();
    feed_fragment();
    close();
    ASSERT_EQ(fragments_, stats().fragments_persisted);
  });
  expect_all_stored_once();
}

TEST_F(ProducerGrowthTest, ConnectionsThatBreakLeaveNothingBehind) {
  service_options.tls = true;
  start_service();
  // A fragment that begins behind two others breaks the connection, and is sent again.
  set_faults(R"({"rules":[{"action":"reset_media","fragment":3,"times":0}]})");
  open();
  feed_fragment();
  feed_fragment();
  expect_no_growth(20, [&] {
    feed_fragment();
    ASSERT_TRUE(eventually([&] { return stats().fragments_persisted + 1 >= fragments_; }));
  });
  close();
  EXPECT_EQ(fragments_, stats().fragments_persisted);
  EXPECT_GT(stats().connections, fragments_ / 3);
  expect_accounted();
}

}  // namespace
}  // namespace skyline::test
