// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/worker.hpp"
#include "outputs/kinesis/media_feed.hpp"

namespace skyline::kinesis {

/// A file descriptor that is closed with this.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Complete fragments on disk, one file each that plays by itself, within a quota: the oldest goes first, counted and
/// logged. Files are written and removed by a thread of its own, so nobody waits for the disk. A file that is there is
/// whole: it gets its name when all is written. Nothing is flushed to the disk itself: the files outlive the process,
/// not a loss of power.
///
/// A fragment is in memory, too, until leave() is called for it; then it belongs to the backlog, as do those found at
/// the start. Any thread may call anything.
class Spool {
 public:
  /// Uses `folder`, made when it is not there, for the one stream `stream`. Throws Error when it cannot be used, or
  /// another process uses it.
  Spool(const std::string& folder, const std::string& stream, std::uint64_t quota);
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  /// Writes what is queued.
  ~Spool();

  /// Queues a fragment for writing. Returns its name here.
  [[nodiscard]] std::string store(std::int64_t time_ms, SharedBytes header, std::vector<SharedBytes> parts);
  /// It is not needed any more.
  void remove(const std::string& name);
  /// It is no longer in memory. False when it is not on disk (yet): then it is forgotten here, too.
  [[nodiscard]] bool leave(const std::string& name);
  [[nodiscard]] bool written(const std::string& name) const;
  /// Waits until all that was queued so far is written or has failed; false after the time limit.
  bool flush(std::chrono::milliseconds limit);

  struct Fragment {
    std::string name;
    std::int64_t time_ms = 0;
    SharedBytes header;
    SharedBytes parts;
  };
  /// The oldest of the backlog that comes after `name` in time; damaged files are set aside, counted and logged.
  [[nodiscard]] std::optional<Fragment> next_of_backlog(const std::string& after);
  /// Bytes of the file that would be next then, 0 when there is none.
  [[nodiscard]] std::uint64_t next_size_after(const std::string& name) const;

  struct Counts {
    std::uint64_t backlog = 0;  ///< fragments here that are not in memory
    std::uint64_t backlog_bytes = 0;
    std::uint64_t bytes = 0;                ///< of all files
    std::uint64_t recovered = 0;            ///< found at the start
    std::uint64_t dropped = 0;              ///< of the backlog: quota, or damaged
    std::optional<std::int64_t> oldest_ms;  ///< time of the oldest of the backlog
  };
  [[nodiscard]] Counts counts() const;

 private:
  enum class Phase { kQueued, kWritten, kFailed };
  struct Entry {
    std::int64_t time_ms = 0;
    std::uint64_t header_bytes = 0;
    std::uint64_t bytes = 0;
    Phase phase = Phase::kQueued;
    bool in_memory = true;
  };
  struct Job {
    std::string name;
    SharedBytes header;  // null: remove the file
    std::vector<SharedBytes> parts;
  };
  using Entries = std::map<std::string, Entry>;

  void scan();
  void run(Worker& worker);
  void write(const Job& job);
  bool write_file(const Job& job);
  void make_room();
  void drop(Entries::iterator entry);
  void erase(Entries::iterator entry);
  void queue(Job job);
  [[nodiscard]] Entries::const_iterator find_backlog(const std::string& after) const;
  [[nodiscard]] std::optional<Fragment> load(const std::string& name, const Entry& entry);

  const std::string folder_;
  const std::uint64_t quota_;
  Descriptor directory_;
  Descriptor lock_file_;

  mutable std::mutex mutex_;  // guards all below
  Entries entries_;           // by name, which is by time
  std::deque<Job> jobs_;
  std::uint64_t done_ = 0;    // jobs
  std::uint64_t queued_ = 0;  // jobs
  std::condition_variable job_done_;
  std::uint64_t serial_ = 0;
  Counts counts_;
  log::RateLimit log_;
  Worker worker_;
};

}  // namespace skyline::kinesis
