// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skyline::kinesis {

/// What the service says of a fragment while media goes out.
struct FragmentAck {
  enum class Kind { kBuffering, kReceived, kPersisted, kError, kIdle, kUnknown };
  Kind kind = Kind::kUnknown;
  std::optional<std::int64_t> time_ms;  ///< of the fragment, as we wrote it; errors may lack it
  std::string fragment_number;
  int error_id = 0;
  std::string error_code;
};

/// Cuts the reply of PutMedia into acknowledgements: JSON documents one after the other, split, joined and spaced in
/// any way. One thread.
class FragmentAckParser {
 public:
  /// The acknowledgements that are complete now. Throws Error on what is no JSON object, or one longer than 64 KiB;
  /// nothing can be read from the reply any more then.
  [[nodiscard]] std::vector<FragmentAck> add(std::string_view bytes);

 private:
  bool take(char c);

  std::string document_;
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace skyline::kinesis
