// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/json_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace skyline::cli::panorama {
namespace {

using Kind = JsonValue::Kind;
constexpr auto kNone = std::string_view::npos;

/// Tells how far the parser has read, which the library's own events do not.
class CountingIterator {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the names std::iterator_traits looks for
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  // NOLINTEND(readability-identifier-naming)

  CountingIterator(std::string_view text, std::size_t at, std::size_t* reached)
      : text_(text), at_(at), reached_(reached) {}
  reference operator*() const { return text_[at_]; }
  CountingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  std::string_view text_;
  std::size_t at_;
  std::size_t* reached_;
};

/// What people write who think that JSON had it.
std::string hint(std::string_view text, std::size_t offset) {
  const char wrong = offset < text.size() ? text[offset] : '\0';
  const auto before = text.substr(0, offset).find_last_not_of(" \t\r\n");
  if (wrong == '/' || wrong == '#') return "; JSON has no comments: remove it";
  if ((wrong == '}' || wrong == ']') && before != kNone && text[before] == ',') {
    return fmt::format("; remove the comma before the {}", wrong);
  }
  return wrong == '\'' ? "; strings stand in double quotes" : "";
}

/// Builds the tree from the library's events.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(std::string_view text) : text_(text) {}
  std::size_t reached = 0;

  JsonValue take() { return std::move(stack_.front().children.front()); }

  bool null() override {
    add(Kind::kNull, reached);
    return true;
  }
  bool boolean(bool value) override {
    add(Kind::kBoolean, reached).boolean = value;
    return true;
  }
  bool number_integer(number_integer_t value) override { return add_integer(value); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(INT64_MAX)) return number_float(0, {});
    return add_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override {
    add(Kind::kNumber, number_end());
    return true;
  }
  bool string(string_t& value) override {
    add(Kind::kString, reached).text = std::move(value);
    return true;
  }
  bool binary(binary_t& /*value*/) override { return false; }

  bool key(string_t& value) override {
    key_.key = std::move(value);
    key_.key_begin = next_token();
    key_.key_end = end_ = reached;
    return true;
  }
  bool start_object(std::size_t /*elements*/) override { return open(Kind::kObject); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*elements*/) override { return open(Kind::kArray); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& error) override {
    const auto offset = std::min(position == 0 ? 0 : position - 1, text_.size());
    std::string what = error.what();
    // The library quotes what it read last, which may be a password.
    what.resize(std::min(what.size(), what.find("; last read")));
    const auto syntax = what.find("syntax error");
    what = syntax == std::string::npos ? "a number that is out of range" : what.substr(syntax);
    throw JsonError(offset, fmt::format("not JSON: {}{}", what, hint(text_, offset)));
  }

 private:
  /// Where the token starts that follows the last one.
  [[nodiscard]] std::size_t next_token() const {
    return std::min(text_.find_first_not_of(" \t\r\n,:", end_), text_.size());
  }
  /// The library has read a byte more than the number.
  [[nodiscard]] std::size_t number_end() const {
    return std::min(text_.find_first_not_of("+-.0123456789Ee", next_token()), text_.size());
  }

  JsonValue& add(Kind kind, std::size_t end) {
    if (++values_ > kMostJsonValues) {
      throw JsonError(next_token(), fmt::format("more than {} values, too many for a manifest", kMostJsonValues));
    }
    auto value = std::exchange(key_, {});
    value.kind = kind;
    value.begin = next_token();
    value.end = end_ = end;
    return stack_.back().children.emplace_back(std::move(value));
  }
  bool add_integer(std::int64_t value) {
    add(Kind::kInteger, number_end()).integer = value;
    return true;
  }
  bool open(Kind kind) {
    if (stack_.size() > kMostJsonDepth) {
      throw JsonError(next_token(),
                      fmt::format("nested more than {} levels deep, too deep for a manifest", kMostJsonDepth));
    }
    add(kind, reached);
    auto value = std::move(stack_.back().children.back());
    stack_.back().children.pop_back();
    stack_.push_back(std::move(value));
    return true;
  }
  bool close() {
    auto value = std::move(stack_.back());
    stack_.pop_back();
    value.end = end_ = reached;
    stack_.back().children.push_back(std::move(value));
    return true;
  }

  std::string_view text_;
  JsonValue key_;        // the key of the value that comes next
  std::size_t end_ = 0;  // of the last token
  std::size_t values_ = 0;
  std::vector<JsonValue> stack_{1};  // what is open; the first holds the document
};

template <class Match>
const JsonValue* find_child(const JsonValue& value, Match match) {
  const auto found = std::find_if(value.children.begin(), value.children.end(), match);
  return found == value.children.end() ? nullptr : &*found;
}

JsonValue parse(std::string_view text) {
  if (text.size() > kMostJsonBytes) {
    throw JsonError(0, fmt::format("larger than {} bytes, too large for a manifest", kMostJsonBytes));
  }
  if (text.starts_with("\xEF\xBB\xBF")) throw JsonError(0, "begins with a byte order mark; save it without");
  // To the library a NUL byte is the end, whatever follows.
  if (const auto nul = text.find('\0'); nul != kNone) throw JsonError(nul, "not JSON: a NUL byte; save it as UTF-8");
  Builder builder(text);
  nlohmann::json::sax_parse(CountingIterator(text, 0, &builder.reached),
                            CountingIterator(text, text.size(), &builder.reached), &builder);
  return builder.take();
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  if (kind != Kind::kObject) return nullptr;
  return find_child(*this, [name](const JsonValue& child) { return child.key == name; });
}

const std::vector<JsonValue>& JsonValue::list(std::string_view name) const {
  static const std::vector<JsonValue> none;
  const auto* member = find(name);
  return member != nullptr && member->is(Kind::kArray) ? member->children : none;
}

const std::string& JsonValue::string(std::string_view name) const {
  static const std::string none;
  const auto* member = find(name);
  return member != nullptr && member->is(Kind::kString) ? member->text : none;
}

JsonDocument::JsonDocument(std::string text) : text_(std::move(text)), root_(parse(text_)), line_starts_{0} {
  for (std::size_t at = text_.find('\n'); at != kNone; at = text_.find('\n', at + 1)) line_starts_.push_back(at + 1);
}

std::size_t JsonDocument::line(std::size_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::size_t>(after - line_starts_.begin());
}

LineAndColumn locate(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const auto start = before.rfind('\n');
  return {line, before.size() - (start == kNone ? 0 : start + 1) + 1};
}

}  // namespace skyline::cli::panorama
