// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "emulator/fragment.hpp"

namespace skyline::emulator {

/// What of an ERROR acknowledgement tells the reason.
struct MediaFault {
  int id = 0;
  const char* code = "";
};

/// Media that the service does not take.
class MediaError : public std::runtime_error {
 public:
  MediaError(MediaFault fault, const std::string& why) : std::runtime_error(why), fault_(fault) {}
  [[nodiscard]] MediaFault fault() const { return fault_; }

 private:
  MediaFault fault_;
};

constexpr MediaFault kInvalidMkvData{4006, "INVALID_MKV_DATA"};

/// Who is told what a stream of bytes holds, in its order. It may throw: parsing is over then.
class MkvSink {
 public:
  virtual ~MkvSink() = default;
  /// All up to the first cluster or tags: once, and first of all.
  virtual void on_header(Bytes raw, std::vector<Track> tracks) = 0;
  /// At the cluster's first block.
  virtual void on_cluster(std::int64_t timecode) = 0;
  /// As soon as its last byte is there. `time_ms` is on the clock of the cluster.
  virtual void on_frame(Frame frame) = 0;
  /// The payload of the cluster that ended.
  virtual void on_cluster_end(Bytes payload) = 0;
  /// A whole Tags element.
  virtual void on_tags(Bytes raw, std::vector<std::pair<std::string, std::string>> tags) = 0;
};

/// Reads Matroska as it comes, in pieces of any size: a whole header, then clusters and tags. Throws MediaError on all
/// else, and nothing can be fed any more.
class MkvParser {
 public:
  /// `sink` outlives this. A cluster has `most_bytes` at most.
  MkvParser(MkvSink& sink, std::uint64_t most_bytes);
  MkvParser(const MkvParser&) = delete;
  MkvParser& operator=(const MkvParser&) = delete;
  ~MkvParser();

  void feed(std::span<const std::uint8_t> bytes);
  /// The stream has ended: so has what is open. Throws MediaError when it is not whole.
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline::emulator
