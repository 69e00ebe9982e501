// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "skyline/output.hpp"

namespace skyline {

/// Decides where the fragments of a recording begin and at which millisecond each unit is.
///
/// A fragment begins at a key unit, at least `kShortest` after the last one began, and is never longer than `kLongest`.
/// Stills are left out while nothing follows them, so that a paused application does not fill a recording with the
/// same picture; one that later units refer to is put right in front of them. One thread at a time.
class Fragmenter {
 public:
  static constexpr std::chrono::milliseconds kShortest{1000};
  static constexpr std::chrono::milliseconds kAskAfter{9000};  ///< no key unit for so long: ask for one
  static constexpr std::chrono::milliseconds kLongest{19'000};

  struct Placed {
    UnitPtr unit;
    std::int64_t time_ms = 0;      ///< since 1970, rising from unit to unit unless `clock_went_back`
    bool begins = false;           ///< a fragment
    bool clock_went_back = false;  ///< the fragment begins at a time that has been used already
  };

  /// What becomes of a unit now: none (held back, or skipped), itself, or a still that was held back and itself.
  [[nodiscard]] std::vector<Placed> add(const UnitPtr& unit);
  /// Ends the open fragment; the next one begins at a key unit.
  void end();

  [[nodiscard]] bool open() const { return begun_.has_value(); }
  /// The open fragment lasts long enough for a key unit to be asked for.
  [[nodiscard]] bool wants_key() const { return wants_key_; }
  /// Units that could not be part of a fragment because no key unit came before them.
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void place(const UnitPtr& unit, SteadyTime pts, std::vector<Placed>& placed);
  [[nodiscard]] bool begins(const UnitPtr& unit, SteadyTime pts) const;
  [[nodiscard]] bool clock_jumped(const UnitPtr& unit, SteadyTime pts) const;
  [[nodiscard]] std::int64_t on_line(SteadyTime pts) const;
  void anchor(const UnitPtr& unit, SteadyTime pts);

  UnitPtr held_;                     // a still that nothing refers to yet
  std::optional<SteadyTime> begun_;  // of the open fragment
  std::shared_ptr<const CodecConfig> config_;
  bool wants_key_ = false;
  std::uint64_t skipped_ = 0;

  bool anchored_ = false;
  SteadyTime anchor_pts_;  // these two are the same moment
  std::int64_t anchor_ms_ = 0;
  std::int64_t last_ms_ = 0;
};

}  // namespace skyline
