// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/fragment.hpp"

namespace skyline::test {

constexpr std::int64_t kMediaStartMs = 1'700'000'000'000;

/// Fragments of one second with 10 pictures each, as a producer sends them, numbered from 1. Encoded by the program
/// ffmpeg; `options` go to its encoders.
std::vector<emulator::Fragment> make_fragments(int seconds, const std::vector<std::string>& options = {});
/// The options for AAC beside the pictures.
std::vector<std::string> with_sound();

/// Fragments without media: numbered from 1, one after the other, 2 seconds each on the producer's clock; on the
/// server's clock 500 ms later.
std::vector<emulator::FragmentInfo> make_infos(std::size_t count);

/// What ffprobe says of a file with these bytes, one "key=value" a line; `entries` as for -show_entries.
std::string probe(const emulator::Bytes& bytes, const std::string& entries);

}  // namespace skyline::test
