// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/backlog_feed.hpp"

namespace skyline::kinesis {

bool BacklogFeed::load() {
  const bool enough = taken_ > 0 && (taken_ + spool_.next_size_after(last_name_) > budget_ ||
                                     std::chrono::steady_clock::now() >= until_);
  const auto before_ms = loaded_ ? loaded_->time_ms : 0;
  loaded_ = enough ? std::nullopt : spool_.next_of_backlog(last_name_);
  if (!loaded_) {
    exhausted_ = true;
    return false;
  }
  went_back_ = loaded_->time_ms <= before_ms;
  ++loaded_id_;
  names_[loaded_id_] = loaded_->name;
  last_name_ = loaded_->name;
  taken_ += loaded_->parts->size();
  return true;
}

std::optional<Part> BacklogFeed::next(Cursor& cursor) {
  // A fragment is one part here; the cursor counts fragments from 1.
  if (exhausted_) return std::nullopt;
  if ((!loaded_ || cursor.fragment > loaded_id_) && !load()) return std::nullopt;
  Part part{.bytes = loaded_->parts,
            .fragment = loaded_id_,
            .time_ms = loaded_->time_ms,
            .header = loaded_->header,
            .first = true,
            .new_connection = went_back_};
  cursor = {.fragment = loaded_id_ + 1};
  return part;
}

void BacklogFeed::remove(std::uint64_t fragment) {
  const auto name = names_.find(fragment);
  if (name == names_.end()) return;
  spool_.remove(name->second);
  names_.erase(name);
}

void BacklogFeed::persisted(std::uint64_t fragment) {
  ++persisted_;
  remove(fragment);
}

void BacklogFeed::rejected(std::uint64_t fragment) {
  ++rejected_;
  remove(fragment);
}

}  // namespace skyline::kinesis
