// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "emulator/fragment.hpp"

namespace skyline::emulator {

/// Whose clock a request means.
enum class Clock { kProducer, kServer };

/// Milliseconds since 1970, both ends included.
struct TimeRange {
  std::int64_t start_ms = 0;
  std::int64_t end_ms = std::numeric_limits<std::int64_t>::max();
  [[nodiscard]] bool holds(std::int64_t time_ms) const { return start_ms <= time_ms && time_ms <= end_ms; }
};

/// Fragments are listed in the order they came in, as the store keeps them; their numbers rise.
using Infos = std::vector<FragmentInfo>;

[[nodiscard]] std::int64_t time_of(const FragmentInfo& info, Clock clock);

/// Fragments that begin within the range.
[[nodiscard]] Infos in_range(const Infos& infos, Clock clock, TimeRange range);

/// As a player is to have them: those that begin within the range, in the order of that clock; of several with the same
/// producer time only the one that came last.
[[nodiscard]] Infos to_play(const Infos& infos, Clock clock, TimeRange range);

/// Where each is to be played: at its own time of that clock, but not before the one before it has ended. Fragments
/// that were delivered faster than they play have server times that lie too close.
[[nodiscard]] std::vector<std::int64_t> placed_one_after_the_other(const Infos& infos, Clock clock);

struct Page {
  Infos infos;
  std::string next_token;  ///< empty when nothing is left
};
/// At most `most` of `infos`; `token` is empty or a next_token. Throws ServiceError(InvalidArgumentException) on a
/// token that is none. Fragments that come or go meanwhile do not shift what later pages hold.
[[nodiscard]] Page page_of(const Infos& infos, std::size_t most, const std::string& token);

/// 1 to 128 decimal digits.
[[nodiscard]] bool is_fragment_number(const std::string& text);
/// Compares numbers of fragments, which have too many digits for an integer.
[[nodiscard]] bool number_less(const std::string& a, const std::string& b);

}  // namespace skyline::emulator
