// SPDX-License-Identifier: Apache-2.0
#include "emulator/selection.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>

#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

std::string_view without_zeros(std::string_view number) {
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

}  // namespace

std::int64_t time_of(const FragmentInfo& info, Clock clock) {
  return clock == Clock::kProducer ? info.producer_ms : info.server_ms;
}

Infos in_range(const Infos& infos, Clock clock, TimeRange range) {
  Infos found;
  std::copy_if(infos.begin(), infos.end(), std::back_inserter(found),
               [&](const auto& info) { return range.holds(time_of(info, clock)); });
  return found;
}

Infos to_play(const Infos& infos, Clock clock, TimeRange range) {
  auto found = in_range(infos, clock, range);
  std::stable_sort(found.begin(), found.end(),
                   [&](const auto& a, const auto& b) { return time_of(a, clock) < time_of(b, clock); });
  if (clock == Clock::kServer) return found;
  Infos kept;
  for (auto& info : found) {
    if (!kept.empty() && kept.back().producer_ms == info.producer_ms) kept.pop_back();
    kept.push_back(std::move(info));
  }
  return kept;
}

std::vector<std::int64_t> placed_one_after_the_other(const Infos& infos, Clock clock) {
  std::vector<std::int64_t> starts;
  std::int64_t end = std::numeric_limits<std::int64_t>::min();
  for (const auto& info : infos) {
    starts.push_back(std::max(end, time_of(info, clock)));
    end = starts.back() + info.duration_ms;
  }
  return starts;
}

Page page_of(const Infos& infos, std::size_t most, const std::string& token) {
  // The token is the number of the last fragment of the page before.
  if (!token.empty() && !is_fragment_number(token))
    throw invalid_argument("NextToken is not one that ListFragments gave");
  auto from = infos.begin();
  if (!token.empty()) {
    from = std::find_if(infos.begin(), infos.end(), [&](const auto& info) { return number_less(token, info.number); });
  }
  const auto left = static_cast<std::size_t>(infos.end() - from);
  Page page{{from, from + static_cast<std::ptrdiff_t>(std::min(most, left))}, {}};
  if (left > most) page.next_token = page.infos.back().number;
  return page;
}

bool is_fragment_number(const std::string& text) {
  constexpr std::size_t kMostDigits = 128;
  return !text.empty() && text.size() <= kMostDigits && text.find_first_not_of("0123456789") == std::string::npos;
}

bool number_less(const std::string& a, const std::string& b) {
  const auto left = without_zeros(a);
  const auto right = without_zeros(b);
  return std::make_tuple(left.size(), left) < std::make_tuple(right.size(), right);
}

}  // namespace skyline::emulator
