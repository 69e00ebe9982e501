// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/ack_queue.hpp"
#include "emulator/fault_rules.hpp"

namespace skyline::emulator {

/// What is to go wrong in one PutMedia session.
class MediaFaults {
 public:
  explicit MediaFaults(std::vector<FaultRule> rules) : rules_(std::move(rules)) {}

  /// An error that is to be acknowledged for a fragment.
  struct Error {
    MediaFault fault;
    bool bare = false;  ///< without time code and number
  };

  void apply(AckStyle& style) const;
  [[nodiscard]] bool withholds_persisted() const { return has("ack_no_persisted"); }
  [[nodiscard]] std::chrono::milliseconds persist_delay() const;

  /// For the fragment that begins, counted from 1 in the session.
  [[nodiscard]] std::optional<Error> error_at(std::int64_t fragment) const;
  [[nodiscard]] bool acks_stop_at(std::int64_t fragment) const;

  /// A rule that interrupts the session (reset_media, stall_media, end_response) when so much has come; each once.
  [[nodiscard]] std::optional<FaultRule> interruption(std::int64_t fragments, std::int64_t bytes);

 private:
  [[nodiscard]] bool has(const char* action) const;

  std::vector<FaultRule> rules_;
};

}  // namespace skyline::emulator
