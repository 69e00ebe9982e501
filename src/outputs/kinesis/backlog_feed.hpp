// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "outputs/kinesis/media_feed.hpp"
#include "outputs/kinesis/spool.hpp"

namespace skyline::kinesis {

/// A batch of the spool's backlog for one connection, oldest first: at most `budget` bytes (but a whole fragment) and
/// what is begun before `until`. One thread.
class BacklogFeed final : public MediaFeed {
 public:
  BacklogFeed(Spool& spool, std::uint64_t budget, std::chrono::steady_clock::time_point until)
      : spool_(spool), budget_(budget), until_(until) {}

  [[nodiscard]] std::optional<Part> next(Cursor& cursor) override;
  [[nodiscard]] bool exhausted() const override { return exhausted_; }
  void release() override {}
  void persisted(std::uint64_t fragment) override;
  void rejected(std::uint64_t fragment) override;

  /// What was given out so far, in bytes.
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] std::uint64_t persisted_count() const { return persisted_; }
  [[nodiscard]] std::uint64_t rejected_count() const { return rejected_; }

 private:
  [[nodiscard]] bool load();
  void remove(std::uint64_t fragment);

  Spool& spool_;
  const std::uint64_t budget_;
  const std::chrono::steady_clock::time_point until_;
  std::optional<Spool::Fragment> loaded_;  // the one the cursor is at
  std::uint64_t loaded_id_ = 0;
  std::map<std::uint64_t, std::string> names_;  // given out, not settled
  std::string last_name_;
  bool went_back_ = false;  // loaded_ is not later than the one before
  std::uint64_t taken_ = 0;
  std::uint64_t persisted_ = 0;
  std::uint64_t rejected_ = 0;
  bool exhausted_ = false;
};

}  // namespace skyline::kinesis
