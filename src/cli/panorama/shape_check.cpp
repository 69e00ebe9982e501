// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/shape_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace skyline::cli::panorama {
namespace {

using Kind = JsonValue::Kind;
constexpr std::int64_t kHighestPort = 65535;

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::kNull: return "null";
    case Kind::kBoolean: return "true or false";
    case Kind::kInteger: return "a whole number";
    case Kind::kNumber: return "a number";
    case Kind::kString: return "a string";
    case Kind::kArray: return "a list";
    case Kind::kObject: break;
  }
  return "an object";
}

/// Unicode characters, which is what the schema counts.
std::size_t characters(std::string_view text) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
template <class Test>
bool all(std::string_view text, Test test) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}
bool is_name(std::string_view text) {
  return all(text, [](char c) { return is_word(c) || c == '-'; });
}
bool is_package(std::string_view text) {
  const auto colons = text.find("::");
  return colons != std::string_view::npos && all(text.substr(0, colons), is_word) && is_name(text.substr(colons + 2));
}
bool is_version(std::string_view text) {
  const auto dot = text.find('.');
  return dot != std::string_view::npos && all(text.substr(0, dot), is_digit) && all(text.substr(dot + 1), is_digit);
}

const std::vector<std::string> kCategories{"business_logic", "media_sink", "media_source", "ml_model"};
const std::vector<std::string> kLaunches{"onAppStart", "onDemand", "onSignal"};

std::string one_of(std::string_view text, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), text) != known.end()) return "";
  return fmt::format("{} is none of {}{}", in_quotes(text), fmt::join(known, ", "), suggestion(text, known));
}

/// What is wrong with the text, empty for nothing.
std::string text_fault(Is is, const std::string& text) {
  switch (is) {
    case Is::kName:
      return is_name(text) ? "" : fmt::format("{} is no name; use letters, digits and $ _ -", in_quotes(text));
    case Is::kPortName:
      return all(text, is_word) ? ""
                                : fmt::format("{} is no name of a port; use letters, digits, $ and _", in_quotes(text));
    case Is::kPackage:
      return is_package(text) ? "" : fmt::format("{} is no package; write ACCOUNT::PACKAGE", in_quotes(text));
    case Is::kVersion:
      return is_version(text) ? "" : fmt::format("{} is no version; write MAJOR.MINOR, such as 1.0", in_quotes(text));
    case Is::kEnvelope:
      if (text == kEnvelopeVersion) return "";
      return fmt::format("{} is not known; the only envelope version is \"{}\"", in_quotes(text), kEnvelopeVersion);
    case Is::kCategory: return one_of(text, kCategories);
    case Is::kLaunch: return one_of(text, kLaunches);
    default: return "";
  }
}

Kind kind_of(Is is) {
  switch (is) {
    case Is::kBoolean: return Kind::kBoolean;
    case Is::kWholeNumber:
    case Is::kPort: return Kind::kInteger;
    case Is::kObject: return Kind::kObject;
    case Is::kList: return Kind::kArray;
    default: return Kind::kString;
  }
}

class Checker {
 public:
  Checker(const Manifest& manifest, Problems& problems) : manifest_(manifest), problems_(problems) {}

  void object(const JsonValue& value, const Shape& shape, const std::string& path) {
    if (!value.is(Kind::kObject)) {
      return report(value.begin, path, fmt::format("{} is an object, not {}", shape.name, kind_name(value.kind)));
    }
    std::set<std::string_view> seen;
    for (const auto& member : value.children) {
      const auto to = path_to(path, member.key);
      if (!seen.insert(member.key).second) {
        report(member.key_begin, to, "this key stands twice in the object; remove one");
      }
      const auto field = std::ranges::find(shape.fields, std::string_view(member.key), &Field::key);
      if (field == shape.fields.end()) {
        unknown(member, shape, to);
      } else {
        check(member, *field, to);
      }
    }
    for (const auto& field : shape.fields) {
      if (!field.required || seen.contains(field.key)) continue;
      report(value.begin, path, fmt::format("\"{}\" is missing; {} needs it", field.key, shape.name));
    }
  }

 private:
  void report(std::size_t offset, const std::string& path, std::string what, Level level = Level::kError) {
    problems_.push_back({level, manifest_.file, manifest_.document.line(offset), path, std::move(what)});
  }

  void unknown(const JsonValue& member, const Shape& shape, const std::string& path) {
    std::vector<std::string> known;
    for (const auto& field : shape.fields) known.emplace_back(field.key);
    const auto near = suggestion(member.key, known);
    report(member.key_begin, path,
           fmt::format("the key {} is not known in {}{}", in_quotes(member.key), shape.name,
                       near.empty() ? fmt::format("; known are {}", fmt::join(known, ", ")) : near),
           shape.open ? Level::kWarning : Level::kError);
  }

  void check(const JsonValue& value, const Field& field, const std::string& path) {
    if (field.is == Is::kAny) return;
    if (value.kind != kind_of(field.is)) {
      return report(value.begin, path,
                    fmt::format("is {}, and has to be {}", kind_name(value.kind), kind_name(kind_of(field.is))));
    }
    if (value.is(Kind::kString)) return text(value, field, path);
    if (field.is == Is::kPort) return port(value, path);
    if (field.is == Is::kObject) return object(value, *field.shape, path);
    if (field.is == Is::kList) return list(value, field, path);
    if (field.is == Is::kWholeNumber && value.integer < 0) report(value.begin, path, "has to be 0 or more");
  }

  void text(const JsonValue& value, const Field& field, const std::string& path) {
    const auto length = characters(value.text);
    if (length < field.least) return report(value.begin, path, "is empty; write something, or leave the key out");
    if (field.most != 0 && length > field.most) {
      return report(value.begin, path,
                    fmt::format("has {} characters, {} is the most; shorten it", length, field.most));
    }
    if (auto fault = text_fault(field.is, value.text); !fault.empty()) report(value.begin, path, std::move(fault));
  }

  void port(const JsonValue& value, const std::string& path) {
    if (value.integer >= 1 && value.integer <= kHighestPort) return;
    report(value.begin, path, fmt::format("{} is no port; use 1 to {}", value.integer, kHighestPort));
  }

  void list(const JsonValue& value, const Field& field, const std::string& path) {
    const auto size = value.children.size();
    if (size < field.least)
      report(value.begin, path, fmt::format("is empty; at least {} is needed", field.shape->name));
    if (field.most != 0 && size > field.most) {
      report(value.begin, path, fmt::format("has {} entries, {} is the most; remove some", size, field.most));
    }
    for (std::size_t i = 0; i < size; ++i) object(value.children[i], *field.shape, path_to(path, i));
  }

  const Manifest& manifest_;
  Problems& problems_;
};

}  // namespace

void check_shape(const Manifest& manifest, const Shape& shape, Problems& problems) {
  Checker(manifest, problems).object(manifest.document.root(), shape, "$");
}

std::string path_to(const std::string& path, std::string_view key) {
  return all(key, is_word) && key.size() <= 80 ? fmt::format("{}.{}", path, key)
                                               : fmt::format("{}[{}]", path, in_quotes(key));
}

std::string path_to(const std::string& path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

}  // namespace skyline::cli::panorama
