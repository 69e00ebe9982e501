// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "skyline/export.hpp"

namespace skyline {

enum class KvsState {
  kStopped,
  kWaitingForCredentials,
  kPreparing,   ///< describing or making the stream, asking for its endpoint
  kConnecting,  ///< a connection for media is being made
  kSending,     ///< the service acknowledges what is sent
  kRetrying,    ///< something failed; it is tried again after a growing delay
  kRejected,    ///< the service refuses for a reason that does not go away by itself; it is tried again now and then
};

[[nodiscard]] SKYLINE_API std::string_view to_string(KvsState state);

/// What stopping left behind.
struct KvsUndelivered {
  std::uint64_t fragments = 0;
  std::uint64_t bytes = 0;
  bool spooled = false;  ///< all of it is on disk, and goes out when a stream of that name is started again
};

/// Counters since the output was made; they never go back. Each fragment that was begun is in exactly one of
/// `persisted`, `pending`, `dropped`, `rejected`.
struct KvsStats {
  KvsState state = KvsState::kStopped;
  std::string last_error;  ///< empty when all is well
  std::uint64_t fragments = 0;
  std::uint64_t fragments_persisted = 0;
  std::uint64_t fragments_pending = 0;    ///< in memory or on disk, not persisted yet
  std::uint64_t fragments_dropped = 0;    ///< the buffer or the spool was full, or too old
  std::uint64_t fragments_rejected = 0;   ///< the service would not take them
  std::uint64_t fragments_recovered = 0;  ///< found in the spool at the start; counted in `fragments`, too
  std::uint64_t fragments_replayed = 0;   ///< begun again on a new connection
  std::uint64_t units_skipped = 0;        ///< could not be part of any fragment: no key unit came before them
  std::uint64_t bytes_pending = 0;
  std::uint64_t bytes_spooled = 0;
  std::chrono::milliseconds oldest_pending{0};  ///< age of the oldest fragment not persisted
  std::uint64_t acks_buffering = 0;
  std::uint64_t acks_received = 0;
  std::uint64_t acks_persisted = 0;
  std::uint64_t acks_error = 0;
  std::uint64_t acks_idle = 0;
  std::uint64_t bytes_sent = 0;             ///< bodies of PutMedia requests
  std::uint64_t connections = 0;            ///< PutMedia requests that were answered with 200
  std::uint64_t attempts = 0;               ///< PutMedia requests begun
  std::uint64_t rotations = 0;              ///< connections renewed in time
  std::chrono::milliseconds clock_skew{0};  ///< the service's clock minus ours, as last corrected
};

}  // namespace skyline
