// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace skyline::cli::panorama {

/// Part of a JSON text, with the bytes it takes: text[begin, end).
struct JsonValue {
  enum class Kind { kNull, kBoolean, kInteger, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string key;  ///< of a member of an object, with its place, quotes included
  std::size_t key_begin = 0;
  std::size_t key_end = 0;
  std::string text;          ///< of a string
  std::int64_t integer = 0;  ///< of an integer; one that does not fit is a number
  bool boolean = false;
  std::vector<JsonValue> children;  ///< in the order of the text; a key that stands twice is there twice

  /// The member, null when there is none or this is not an object.
  [[nodiscard]] const JsonValue* find(std::string_view name) const;
  /// The elements of the array that is this member, none when there is none.
  [[nodiscard]] const std::vector<JsonValue>& list(std::string_view name) const;
  /// The text of the string that is this member, empty when there is none.
  [[nodiscard]] const std::string& string(std::string_view name) const;
  [[nodiscard]] bool is(Kind other) const { return kind == other; }
};

/// The text is not JSON, or beyond the limits.
class JsonError : public std::runtime_error {
 public:
  JsonError(std::size_t where, const std::string& what) : std::runtime_error(what), offset(where) {}
  std::size_t offset;  ///< byte of the text
};

inline constexpr std::size_t kMostJsonBytes = 1U << 20U;
inline constexpr std::size_t kMostJsonDepth = 64;
inline constexpr std::size_t kMostJsonValues = 20'000;

/// A JSON text, bounded as above: no comments, no byte order mark. No message repeats what a string of the text holds.
class JsonDocument {
 public:
  /// Throws JsonError. Nothing refers to the caller's text afterwards.
  explicit JsonDocument(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const JsonValue& root() const { return root_; }
  /// From 1 on.
  [[nodiscard]] std::size_t line(std::size_t offset) const;

 private:
  std::string text_;
  JsonValue root_;
  std::vector<std::size_t> line_starts_;
};

/// From 1 on, columns in bytes.
struct LineAndColumn {
  std::size_t line = 1;
  std::size_t column = 1;
};
[[nodiscard]] LineAndColumn locate(std::string_view text, std::size_t offset);

}  // namespace skyline::cli::panorama
