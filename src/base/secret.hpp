// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace skyline {

/// A string that cannot be printed by accident: it has no conversion and formats as ***.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  /// The text itself, for the one call that needs it.
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  /// Takes the same time wherever the first difference is.
  [[nodiscard]] bool equals(std::string_view other) const;

 private:
  std::string text_;
};

[[nodiscard]] inline std::string_view to_string(const Secret& /*secret*/) { return "***"; }

/// Comparison whose time depends on the lengths only.
[[nodiscard]] inline bool constant_time_equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference =
        static_cast<unsigned char>(difference | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  }
  return difference == 0;
}

inline bool Secret::equals(std::string_view other) const { return constant_time_equal(text_, other); }

/// `bytes` bytes from the kernel's random generator, in lower-case hexadecimal. Throws Error when there are none.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace skyline
