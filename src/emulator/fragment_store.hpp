// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "emulator/fragment.hpp"

namespace skyline::emulator {

/// What is written for a fragment: header, tags and cluster as Fragment has them.
struct StoredBytes {
  Bytes header;
  Bytes tags;
  Bytes cluster;
};

/// The fragments of all streams, in a folder a stream: a file a fragment, which plays by itself, and an index to which
/// a line is added for each. Streams are named by StreamRecord::id. Any thread.
class FragmentStore {
 public:
  /// Makes `folder`, or reads the index of what is in it: fragments come back after a restart. Throws Error.
  explicit FragmentStore(std::filesystem::path folder);

  /// The number for a fragment that begins now: 47 digits, rising, also over a restart.
  [[nodiscard]] std::string next_number(std::int64_t now_ms);
  /// Keeps a fragment. `base_ms` is added to the times within the cluster (relative time codes). Throws Error when the
  /// disk does not take it; nothing is kept then.
  void add(const std::string& stream_id, const FragmentInfo& info, std::int64_t base_ms, const StoredBytes& bytes);

  /// In the order of their numbers, which is the order they began in.
  [[nodiscard]] std::vector<FragmentInfo> list(const std::string& stream_id) const;
  /// The whole fragment, read from its file. Throws ServiceError(ResourceNotFoundException).
  [[nodiscard]] Fragment load(const std::string& stream_id, const std::string& number) const;

  /// Deletes those that came before `server_ms`.
  void expire(const std::string& stream_id, std::int64_t server_ms);
  /// Deletes all of a stream.
  void remove(const std::string& stream_id);

  /// `added` is called with the stream's id after each add(), on its thread, until the watch is destroyed (there, or
  /// while nothing is added).
  class Watch {
   public:
    Watch(FragmentStore& store, std::function<void(const std::string& stream_id)> added);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

   private:
    friend class FragmentStore;
    FragmentStore& store_;
    std::function<void(const std::string&)> added_;
  };

 private:
  struct Entry {
    FragmentInfo info;
    std::int64_t base_ms = 0;
    std::uint64_t header_bytes = 0;
    std::uint64_t tags_bytes = 0;
  };
  using Entries = std::map<std::string, Entry>;  // by number

  void read_index(const std::filesystem::path& folder);
  void write_index(const std::string& stream_id) const;
  [[nodiscard]] std::filesystem::path file(const std::string& stream_id, const std::string& number) const;

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::map<std::string, Entries> streams_;  // by id; guarded by mutex_
  std::uint64_t last_number_ = 0;           // guarded by mutex_
  std::set<Watch*> watches_;                // guarded by mutex_; each is called without it
};

}  // namespace skyline::emulator
