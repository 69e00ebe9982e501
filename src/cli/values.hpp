// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "skyline/config.hpp"
#include "skyline/frame.hpp"

namespace skyline::cli {

/// The values options take. Each parser takes the whole text or throws UsageError.

struct Endpoint {
  std::string address = "0.0.0.0";
  std::uint16_t port = 8554;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct Size {
  int width = 0;
  int height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

[[nodiscard]] double parse_number(std::string_view text, double least, double most);
[[nodiscard]] int parse_whole_number(std::string_view text, int least, int most);
/// [ADDRESS:]PORT; an IPv6 address is written in brackets.
[[nodiscard]] Endpoint parse_endpoint(std::string_view text);
/// Likewise, but the address is a numeric one, and this machine's own (127.0.0.1) when there is none.
[[nodiscard]] Endpoint parse_local_endpoint(std::string_view text);
/// WIDTHxHEIGHT, each 1 to 8192.
[[nodiscard]] Size parse_size(std::string_view text);
/// bgr, rgb, bgra, rgba, gray, nv12, i420.
[[nodiscard]] PixelFormat parse_format(std::string_view text);
/// letterbox, crop, stretch.
[[nodiscard]] Fit parse_fit(std::string_view text);
/// /name[/name...]
[[nodiscard]] std::string parse_path(std::string_view text);
/// A name Kinesis Video Streams takes for a stream.
[[nodiscard]] std::string parse_stream(std::string_view text);
/// A name RTSP authentication can carry.
[[nodiscard]] std::string parse_user(std::string_view text);

/// Bytes of a frame whose rows touch each other.
[[nodiscard]] std::size_t frame_bytes(PixelFormat format, Size size);

}  // namespace skyline::cli
