// SPDX-License-Identifier: Apache-2.0
#include "emulator/selection.hpp"

#include <gtest/gtest.h>

#include "emulator/media.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using test::kMediaStartMs;
using test::make_infos;

std::string numbers(const Infos& infos) {
  std::string text;
  for (const auto& info : infos) text += info.number + ' ';
  return text;
}

TEST(Selection, RangeHoldsBothItsEndsOnTheClockAskedFor) {
  const auto infos = make_infos(4);
  const TimeRange range{kMediaStartMs + 2000, kMediaStartMs + 4000};
  EXPECT_EQ(numbers(in_range(infos, Clock::kProducer, range)), "2 3 ");
  EXPECT_EQ(numbers(in_range(infos, Clock::kServer, range)), "2 ");
  EXPECT_EQ(numbers(in_range(infos, Clock::kServer, {range.start_ms + 500, range.end_ms + 500})), "2 3 ");
  EXPECT_EQ(numbers(in_range(infos, Clock::kServer, {0, kMediaStartMs + 499})), "");
}

TEST(Selection, PlayersGetTheOrderOfTheClock) {
  auto infos = make_infos(3);
  infos[2].producer_ms = kMediaStartMs - 10;
  EXPECT_EQ(numbers(to_play(infos, Clock::kProducer, {})), "3 1 2 ");
  EXPECT_EQ(numbers(to_play(infos, Clock::kServer, {})), "1 2 3 ");
}

TEST(Selection, PlayersGetTheNewestOfSeveralWithOneProducerTime) {
  auto infos = make_infos(4);
  infos[2].producer_ms = infos[3].producer_ms = infos[1].producer_ms;
  EXPECT_EQ(numbers(to_play(infos, Clock::kProducer, {})), "1 4 ");
  EXPECT_EQ(numbers(to_play(infos, Clock::kServer, {})), "1 2 3 4 ");
}

TEST(Selection, PlacesNoFragmentBeforeTheEndOfTheOneBefore) {
  auto infos = make_infos(4);
  infos[1].server_ms = infos[0].server_ms + 20;  // delivered in a burst
  infos[2].server_ms = infos[0].server_ms + 40;
  infos[3].server_ms = infos[0].server_ms + 9000;  // after a gap
  const auto first = infos[0].server_ms;
  EXPECT_EQ(placed_one_after_the_other(infos, Clock::kServer),
            (std::vector<std::int64_t>{first, first + 2000, first + 4000, first + 9000}));
}

TEST(Paging, GivesEachFragmentOnce) {
  const auto infos = make_infos(5);
  auto page = page_of(infos, 2, "");
  EXPECT_EQ(numbers(page.infos), "1 2 ");
  page = page_of(infos, 2, page.next_token);
  EXPECT_EQ(numbers(page.infos), "3 4 ");
  page = page_of(infos, 2, page.next_token);
  EXPECT_EQ(numbers(page.infos), "5 ");
  EXPECT_EQ(page.next_token, "");
}

TEST(Paging, EndsWithAFullPage) {
  EXPECT_EQ(page_of(make_infos(2), 2, "").next_token, "");
  EXPECT_TRUE(page_of({}, 2, "").infos.empty());
  EXPECT_TRUE(page_of(make_infos(2), 2, "2").infos.empty());
}

TEST(Paging, IsNotShiftedByFragmentsThatGo) {
  auto infos = make_infos(5);
  const auto token = page_of(infos, 2, "").next_token;
  infos.erase(infos.begin());
  EXPECT_EQ(numbers(page_of(infos, 2, token).infos), "3 4 ");
}

TEST(Paging, RefusesAForeignToken) {
  for (const auto& token : {std::string("x"), std::string("-1"), std::string("1 "), std::string(129, '1')}) {
    EXPECT_THROW((void)page_of(make_infos(1), 1, token), ServiceError) << token;
  }
}

TEST(FragmentNumbers, CompareByValue) {
  EXPECT_TRUE(number_less("9", "10"));
  EXPECT_TRUE(number_less("009", "10"));
  EXPECT_FALSE(number_less("10", "9"));
  EXPECT_FALSE(number_less("7", "007"));
  EXPECT_TRUE(number_less("", "1"));
  EXPECT_TRUE(number_less("91343852333754009371412493862204112772176000001",
                          "91343852333754009371412493862204112772176000002"));
}

}  // namespace
}  // namespace skyline::emulator
