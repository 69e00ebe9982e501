// SPDX-License-Identifier: Apache-2.0
#include "emulator/mkv_parser.hpp"

#include <algorithm>
#include <string>

#include "promise.hpp"

namespace {

using namespace skyline::emulator;

/// Writes down what it is told.
class Scribe final : public MkvSink {
 public:
  void on_header(Bytes raw, std::vector<Track> tracks) override {
    skyline::fuzz::require(notes.empty(), "the header comes first, and once");
    skyline::fuzz::require(!tracks.empty() && tracks.size() <= 3, "a header has one to three tracks");
    note('h', raw);
  }
  void on_cluster(std::int64_t timecode) override { notes += "c" + std::to_string(timecode); }
  void on_frame(Frame frame) override {
    notes += "f" + std::to_string(frame.time_ms);
    note('d', frame.data);
  }
  void on_cluster_end(Bytes payload) override { note('e', payload); }
  void on_tags(Bytes raw, std::vector<std::pair<std::string, std::string>> tags) override {
    note('t', raw);
    for (const auto& [name, value] : tags) notes += name + "=" + value;
  }

  std::string notes;

 private:
  void note(char kind, const Bytes& bytes) {
    notes += kind;
    notes.append(bytes.begin(), bytes.end());
  }
};

struct Outcome {
  std::string notes;
  bool refused = false;
};

Outcome parse(std::span<const std::uint8_t> bytes, std::size_t piece) {
  constexpr std::uint64_t kMostBytes = 1U << 20U;
  Scribe scribe;
  MkvParser parser(scribe, kMostBytes);
  try {
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      parser.feed(bytes.subspan(at, std::min(piece, bytes.size() - at)));
    }
    parser.finish();
  } catch (const MediaError&) {
    return {scribe.notes, true};
  }
  return {scribe.notes, false};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto whole = parse({data, size}, size);
  const auto bytewise = parse({data, size}, 1);
  skyline::fuzz::require(whole.refused == bytewise.refused, "how the bytes are cut does not decide what is taken");
  if (!whole.refused) {
    skyline::fuzz::require(whole.notes == bytewise.notes, "how the bytes are cut does not change what is read");
  }
  return 0;
}
