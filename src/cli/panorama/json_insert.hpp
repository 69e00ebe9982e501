// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "cli/panorama/json_document.hpp"

namespace skyline::cli::panorama {

/// Text to put in front of a byte of a document.
struct Insertion {
  std::size_t offset = 0;
  std::string text;
};

/// How a document is written, for what is added to it.
struct JsonStyle {
  std::string newline;          ///< empty: all on one line
  std::string indent = "    ";  ///< of one level
  std::string colon = ": ";     ///< between key and value
  std::string comma = ", ";     ///< within a line
  std::string padding;          ///< inside the braces of an object on one line
};
[[nodiscard]] JsonStyle style_of(const JsonDocument& document);

/// What adds the element as the last one to the list that keys lead to from `parent`, an object of the document; what
/// is missing on the way is made. The element looks like the ones before it. Throws JsonError when something on the way
/// is of another kind.
[[nodiscard]] Insertion append_to_list(const JsonDocument& document, const JsonValue& parent,
                                       std::span<const std::string_view> keys, const nlohmann::ordered_json& element);

[[nodiscard]] std::string inserted(std::string text, const Insertion& insertion);

/// The value as text; `indent` stands in front of its lines but the first.
[[nodiscard]] std::string render(const nlohmann::ordered_json& value, const JsonStyle& style, const std::string& indent,
                                 bool on_one_line);

}  // namespace skyline::cli::panorama
