// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skyline::test {

/// Matroska made by hand, byte by byte, so that a test can make what no muxer makes.

/// Id, size in as few bytes as it takes, payload.
std::string element(std::uint32_t id, const std::string& payload);
/// The same, its size unknown.
std::string open_element(std::uint32_t id, const std::string& payload);
std::string number_element(std::uint32_t id, std::uint64_t value);

struct MadeTrack {
  int number = 1;
  int type = 1;
  std::string codec = "V_MPEG4/ISO/AVC";
};
/// EBML head, open segment, information, tracks.
std::string mkv_header(const std::vector<MadeTrack>& tracks = {{}});

struct MadeFrame {
  int offset_ms = 0;
  bool key = false;
  int track = 1;
  std::string data = "frame";
};
/// A cluster of unknown size, as producers send it.
std::string cluster(std::uint64_t time_ms, const std::vector<MadeFrame>& frames);
/// A key frame and two others, 40 ms apart.
std::string cluster(std::uint64_t time_ms);
std::string tags(const std::string& name, const std::string& value);
std::string end_of_fragment();

}  // namespace skyline::test
