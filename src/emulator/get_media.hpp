// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "emulator/arguments.hpp"
#include "emulator/fragment.hpp"
#include "emulator/selection.hpp"

namespace skyline::emulator {

/// Where GetMedia is in a stream: after a fragment (empty: before the first), and not before a time.
struct MediaCursor {
  struct Moment {
    Clock clock = Clock::kServer;
    std::int64_t time_ms = 0;
  };
  std::string after;
  std::optional<Moment> from;

  /// The next fragment to send; null when it has not come yet.
  [[nodiscard]] const FragmentInfo* next(const Infos& infos) const;
  void pass(const FragmentInfo& info) { *this = {info.number, {}}; }
};

/// Reads StartSelector. NOW begins with the newest fragment of `infos`, a time with the fragment that holds it, a
/// fragment number or a continuation token after that fragment. Throws ServiceError(InvalidArgumentException).
[[nodiscard]] MediaCursor read_start_selector(const Arguments& selector, const Infos& infos);

/// The Matroska of one fragment with the service's tags around it, as GetMedia sends it to a reader at `now_ms`.
[[nodiscard]] Bytes get_media_chunk(const Fragment& fragment, std::int64_t now_ms);
/// What GetMedia sends before it ends because a fragment cannot be read any more.
[[nodiscard]] Bytes get_media_error();

/// The same as GetMediaForFragmentList sends it.
[[nodiscard]] Bytes fragment_list_chunk(const Fragment& fragment);
/// What it sends in the place of a fragment that it does not have.
[[nodiscard]] Bytes fragment_list_error(const std::string& number);

}  // namespace skyline::emulator
