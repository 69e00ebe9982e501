// SPDX-License-Identifier: Apache-2.0
#include "emulator/fragment_reader.hpp"

#include <limits>

#include "emulator/mkv_parser.hpp"

namespace skyline::emulator {
namespace {

class Collector : public MkvSink {
 public:
  explicit Collector(std::int64_t base_ms) : base_ms_(base_ms) {}
  Fragment fragment;

  void on_header(Bytes /*raw*/, std::vector<Track> tracks) override { fragment.tracks = std::move(tracks); }
  void on_cluster(std::int64_t /*timecode*/) override {}
  void on_frame(Frame frame) override {
    frame.time_ms += base_ms_;
    fragment.frames.push_back(std::move(frame));
  }
  void on_cluster_end(Bytes /*payload*/) override {}
  void on_tags(Bytes /*raw*/, std::vector<std::pair<std::string, std::string>> /*tags*/) override {}

 private:
  std::int64_t base_ms_;
};

}  // namespace

Fragment read_fragment(const Bytes& file, std::int64_t base_ms) {
  Collector collector(base_ms);
  MkvParser parser(collector, std::numeric_limits<std::uint64_t>::max());
  parser.feed(file);
  parser.finish();
  return std::move(collector.fragment);
}

}  // namespace skyline::emulator
