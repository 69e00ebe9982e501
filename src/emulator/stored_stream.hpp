// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "emulator/fragment_store.hpp"
#include "emulator/playback.hpp"
#include "emulator/stream_catalog.hpp"

namespace skyline::emulator {

/// A stream of the store, for Playback.
class StoredStream final : public PlayableStream {
 public:
  /// `store` outlives this.
  StoredStream(const FragmentStore& store, StreamRecord record) : store_(store), record_(std::move(record)) {}
  [[nodiscard]] const std::string& arn() const override { return record_.arn; }
  [[nodiscard]] bool retains() const override { return record_.retention_hours > 0; }
  [[nodiscard]] Infos infos() const override { return store_.list(record_.id); }
  [[nodiscard]] Fragment load(const std::string& number) const override { return store_.load(record_.id, number); }

 private:
  const FragmentStore& store_;
  const StreamRecord record_;
};

}  // namespace skyline::emulator
