// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace skyline::h264 {

using Bytes = std::span<const std::uint8_t>;

enum NalType : std::uint8_t { kSlice = 1, kIdr = 5, kSei = 6, kSps = 7, kPps = 8, kAud = 9 };

/// Calls `visit` for each NAL unit (without start code, without trailing zero bytes) of an Annex B byte stream. Any
/// bytes are accepted; what comes before the first start code is passed over.
void for_each_nal(Bytes annex_b, const std::function<void(Bytes nal)>& visit);

[[nodiscard]] inline NalType type_of(Bytes nal) { return static_cast<NalType>(nal[0] & 0x1fU); }

/// What is in an access unit; the spans point into it.
struct AccessUnit {
  bool key = false;  ///< holds an IDR slice
  Bytes sps;         ///< empty when there is none
  Bytes pps;
};
[[nodiscard]] AccessUnit inspect(Bytes annex_b);

/// The fields of a sequence parameter set that we read. Width and height are after cropping.
struct Sps {
  std::uint8_t profile_idc = 0;
  std::uint8_t constraint_flags = 0;
  std::uint8_t level_idc = 0;
  int width = 0;
  int height = 0;
  bool full_range = false;
  int colour_primaries = 2;          ///< 2: unspecified, as in the standard's table E-3
  int transfer_characteristics = 2;  ///< table E-4
  int matrix_coefficients = 2;       ///< table E-5
};
/// What a picture's samples mean, in the standard's numbers as above.
struct Colour {
  bool full_range = false;
  int primaries = 1;
  int transfer = 1;
  int matrix = 6;
};
/// The same SPS with its colour replaced or added. Empty when the bytes are no valid SPS.
[[nodiscard]] std::vector<std::uint8_t> with_colour(Bytes nal, const Colour& colour);

/// The decoder configuration record of ISO/IEC 14496-15 ("avcC") with one SPS and one PPS, NAL lengths of 4 bytes.
/// Empty when they are no valid parameter sets.
[[nodiscard]] std::vector<std::uint8_t> avc_configuration(Bytes sps, Bytes pps);
/// Appends an access unit with each NAL unit's length in 4 bytes in front instead of a start code. Delimiters and
/// parameter sets are left out: the latter are in the configuration record.
void append_avcc(Bytes annex_b, std::vector<std::uint8_t>& to);

/// Nothing when the bytes are no valid SPS. `nal` is with its header byte, without start code.
[[nodiscard]] std::optional<Sps> parse_sps(Bytes nal);

}  // namespace skyline::h264
