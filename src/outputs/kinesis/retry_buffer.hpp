// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "media/fragmenter.hpp"
#include "outputs/kinesis/media_feed.hpp"
#include "outputs/kinesis/spool.hpp"

namespace skyline::kinesis {

/// Fragments the service has not persisted, in memory, bounded in bytes and age: the oldest whole fragment that is not
/// just going out is dropped first, counted and logged. With a spool each fragment is also written to disk when it is
/// complete, and what has to leave the memory is left to the spool. Any thread may call anything; nothing waits.
class RetryBuffer final : public MediaFeed {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  struct Limits {
    std::size_t bytes = 64U << 20U;
    std::chrono::milliseconds age{120'000};
  };
  struct Counts {
    std::uint64_t begun = 0;
    std::uint64_t persisted = 0;
    std::uint64_t dropped = 0;
    std::uint64_t left_to_spool = 0;  ///< no longer in memory, on disk
    std::uint64_t rejected = 0;
    std::uint64_t units_skipped = 0;
    std::uint64_t pending = 0;  ///< in memory now
    std::uint64_t bytes = 0;    ///< in memory now
    std::chrono::milliseconds oldest{0};
  };

  /// `spool` may be null; it is to outlive the buffer. `name` is for log lines.
  RetryBuffer(Limits limits, Spool* spool, std::string name);

  /// Takes a unit. True when a key unit should be asked for.
  [[nodiscard]] bool add(const UnitPtr& unit, SteadyTime now);
  /// Completes the open fragment, and says so to the service.
  void end_fragment();
  /// Whether a fragment is open to which nothing was added since `time`.
  [[nodiscard]] bool idle_since(SteadyTime time) const;
  /// Throws Error when a limit of the service is passed.
  void add_metadata(const std::string& name, const std::string& value, bool persistent);

  /// Where a new connection has to begin.
  [[nodiscard]] Cursor oldest() const;
  [[nodiscard]] bool empty() const;
  [[nodiscard]] Counts counts(SteadyTime now) const;

  [[nodiscard]] std::optional<Part> next(Cursor& cursor) override;
  void release() override;
  void persisted(std::uint64_t fragment) override;
  void rejected(std::uint64_t fragment) override;

 private:
  struct Fragment {
    std::uint64_t id = 0;
    std::int64_t time_ms = 0;
    SharedBytes header;
    std::vector<SharedBytes> parts;
    std::size_t bytes = 0;
    bool complete = false;
    bool tagged = false;  // its last part says that it is complete
    bool new_connection = false;
    SteadyTime begun;
    std::string spooled;  // name in the spool; empty: not there
  };

  using Fragments = std::deque<Fragment>;

  void begin(const Fragmenter::Placed& placed, SteadyTime now);
  void append(Fragment& fragment, Bytes bytes);
  void complete();
  [[nodiscard]] Bytes take_tags();
  [[nodiscard]] bool too_much(const Fragment& oldest, SteadyTime now) const;
  void make_room(SteadyTime now);
  void drop(const Fragments::iterator& fragment);
  void forget(const Fragments::iterator& fragment);
  [[nodiscard]] Fragments::iterator find(std::uint64_t id);
  [[nodiscard]] Fragment* open();
  [[nodiscard]] SharedBytes header_for(const std::shared_ptr<const CodecConfig>& config);

  const Limits limits_;
  Spool* const spool_;
  const std::string name_;

  mutable std::mutex mutex_;  // guards all below
  Fragmenter fragmenter_;
  Fragments fragments_;  // by rising id; the last one may be open
  std::uint64_t next_id_ = 1;
  std::uint64_t pinned_ = 0;  // the fragment that goes out now; 0: none
  std::size_t bytes_ = 0;
  SteadyTime last_unit_;
  std::shared_ptr<const CodecConfig> config_;
  SharedBytes header_;  // of config_; null when its parameter sets are not valid
  std::vector<Tag> tags_;
  std::map<std::string, std::string> persistent_tags_;
  Counts counts_;
  log::RateLimit drop_log_;
};

}  // namespace skyline::kinesis
