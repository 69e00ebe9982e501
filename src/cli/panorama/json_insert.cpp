// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/json_insert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace skyline::cli::panorama {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::string_view kBlanks = " \t\r\n";
constexpr auto kNone = std::string_view::npos;

bool has_newline(std::string_view text) { return text.find('\n') != kNone; }

std::string_view text_of(const JsonDocument& document, const JsonValue& value) {
  return std::string_view(document.text()).substr(value.begin, value.end - value.begin);
}

std::size_t start_of(const JsonValue& child, const JsonValue& container) {
  return container.is(JsonValue::Kind::kObject) ? child.key_begin : child.begin;
}

/// The blanks in front of a byte.
std::string_view lead(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset).find_last_not_of(kBlanks);
  const auto start = before == kNone ? 0 : before + 1;
  return text.substr(start, offset - start);
}

std::string after_newline(std::string_view blanks) { return std::string(blanks.substr(blanks.rfind('\n') + 1)); }

/// The blanks at the start of the line a byte is in.
std::string line_indent(std::string_view text, std::size_t offset) {
  const auto newline = text.substr(0, offset).rfind('\n');
  const auto line = text.substr(newline == kNone ? 0 : newline + 1);
  return std::string(line.substr(0, std::min(line.find_first_not_of(" \t"), line.size())));
}

/// What stands between the first key of a simple value and the value; null when there is none.
const JsonValue* first_simple_member(const JsonValue& value) {
  for (const auto& child : value.children) {
    if (!child.is(JsonValue::Kind::kObject) && !child.is(JsonValue::Kind::kArray) && child.key_end > 0) return &child;
    if (const auto* found = first_simple_member(child)) return found;
  }
  return nullptr;
}

/// The indentation of the first object that begins on a line of its own, of one level.
std::string find_indent(std::string_view text, const JsonValue& root, const std::string& otherwise) {
  std::string outer = line_indent(text, root.begin);
  for (const auto* value = &root; !value->children.empty(); value = &value->children.front()) {
    const auto blanks = lead(text, start_of(value->children.front(), *value));
    if (!has_newline(blanks)) continue;
    const auto inner = after_newline(blanks);
    return inner.starts_with(outer) ? inner.substr(outer.size()) : inner;
  }
  return otherwise;
}

class Writer {
 public:
  explicit Writer(const JsonDocument& document)
      : document_(document), text_(document.text()), style_(style_of(document)) {}

  Insertion add(const JsonValue* parent, const JsonValue& container, std::string_view key, const Json& value) {
    return container.children.empty() ? into_empty(parent, container, key, value) : after_last(container, key, value);
  }

 private:
  [[nodiscard]] std::string child(std::string_view key, const Json& value, const std::string& indent,
                                  bool on_one_line) const {
    const auto name = key.empty() ? "" : fmt::format("\"{}\"{}", key, style_.colon);
    return name + render(value, style_, indent, on_one_line);
  }

  Insertion after_last(const JsonValue& container, std::string_view key, const Json& value) {
    const auto& last = container.children.back();
    std::string blanks(lead(text_, start_of(last, container)));
    const bool own_line = has_newline(blanks);
    if (!own_line && container.children.size() == 1) blanks = style_.comma.substr(1);
    const auto indent = own_line ? after_newline(blanks) : line_indent(text_, last.end);
    bool on_one_line = style_.newline.empty() || !own_line;
    if (container.is(JsonValue::Kind::kArray)) {
      const auto sibling = text_of(document_, last);
      on_one_line = style_.newline.empty() || !has_newline(sibling);
      if (on_one_line && sibling.starts_with("{ ")) style_.padding = " ";
    }
    return {last.end, "," + blanks + child(key, value, indent, on_one_line)};
  }

  Insertion into_empty(const JsonValue* parent, const JsonValue& container, std::string_view key, const Json& value) {
    const bool on_one_line =
        style_.newline.empty() ||
        (parent != nullptr && !has_newline(text_of(document_, *parent)) && !has_newline(text_of(document_, container)));
    if (on_one_line) return {container.begin + 1, child(key, value, "", true)};
    const auto outer = line_indent(text_, container.begin);
    const auto indent = outer + style_.indent;
    const auto added = style_.newline + indent + child(key, value, indent, false);
    // An empty list over two lines has its last line already.
    if (has_newline(text_of(document_, container))) return {container.begin + 1, added};
    return {container.end - 1, added + style_.newline + outer};
  }

  const JsonDocument& document_;
  std::string_view text_;
  JsonStyle style_;
};

}  // namespace

JsonStyle style_of(const JsonDocument& document) {
  JsonStyle style;
  const std::string_view text = document.text();
  // The line end of the file does not make a text of several lines.
  const auto body = text_of(document, document.root());
  if (const auto newline = body.find('\n'); newline != kNone) style.newline = body[newline - 1] == '\r' ? "\r\n" : "\n";
  style.indent = find_indent(text, document.root(), style.indent);
  if (const auto* member = first_simple_member(document.root())) {
    const auto colon = text.substr(member->key_end, member->begin - member->key_end);
    if (!has_newline(colon)) style.colon = colon;
  }
  if (!style.colon.ends_with(' ')) style.comma = ",";
  return style;
}

std::string render(const Json& value, const JsonStyle& style, const std::string& indent, bool on_one_line) {
  if (!value.is_structured() || value.empty()) return value.dump();
  const bool is_object = value.is_object();
  const auto inner = indent + style.indent;
  const auto separator = on_one_line ? style.comma : "," + style.newline + inner;
  std::string text(is_object ? "{" : "[");
  text += on_one_line ? (is_object ? style.padding : "") : style.newline + inner;
  bool first = true;
  for (const auto& [key, item] : value.items()) {
    if (!first) text += separator;
    first = false;
    if (is_object) text += Json(key).dump() + style.colon;
    text += render(item, style, inner, on_one_line);
  }
  text += on_one_line ? (is_object ? style.padding : "") : style.newline + indent;
  return text += is_object ? '}' : ']';
}

Insertion append_to_list(const JsonDocument& document, const JsonValue& parent, std::span<const std::string_view> keys,
                         const Json& element) {
  const JsonValue* outer = nullptr;
  const auto* container = &parent;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!container->is(JsonValue::Kind::kObject)) throw JsonError(container->begin, "is not an object");
    const auto* member = container->find(keys[i]);
    if (member == nullptr) {
      auto value = Json::array({element});
      for (auto key = keys.size() - 1; key > i; --key) value = Json{{std::string(keys[key]), value}};
      return Writer(document).add(outer, *container, keys[i], value);
    }
    outer = container;
    container = member;
  }
  if (!container->is(JsonValue::Kind::kArray)) throw JsonError(container->begin, "is not a list");
  return Writer(document).add(outer, *container, "", element);
}

std::string inserted(std::string text, const Insertion& insertion) {
  return text.insert(insertion.offset, insertion.text);
}

}  // namespace skyline::cli::panorama
