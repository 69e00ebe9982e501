// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/config/yaml_value.hpp"
#include "cli/errors.hpp"
#include "cli/nearest.hpp"
#include "cli/values.hpp"

namespace skyline::cli {

using Json = nlohmann::ordered_json;

/// A key of an object in the configuration, in the one table that reads it, tells unknown keys, and is published as a
/// JSON Schema.
template <class Object>
struct Field {
  std::string key;
  Json schema;
  std::function<void(const Value&, Object&)> read;  ///< throws UsageError and RunError
  bool required = false;
};
template <class Object>
using Fields = std::vector<Field<Object>>;

template <class Object>
Field<Object> required(Field<Object> field) {
  field.required = true;
  return field;
}

/// What the fields say, into `object`. Whatever is wrong becomes a problem of the reading.
template <class Object>
void read_fields(const Fields<Object>& fields, const Value& value, Object& object) {
  std::vector<std::string> known;
  for (const auto& field : fields) known.push_back(field.key);
  std::vector<std::string> given;
  for (const auto& entry : value.entries()) {
    const auto& key = entry.first;
    const auto& child = entry.second;
    const auto field = std::find_if(fields.begin(), fields.end(), [&key](const auto& each) { return each.key == key; });
    if (field == fields.end()) {
      const auto meant = nearest(key, known);
      child.problem(meant.empty() ? "there is no such key" : fmt::format("there is no such key; is it {}?", meant));
      continue;
    }
    given.push_back(key);
    try {
      field->read(child, object);
    } catch (const std::runtime_error& error) {
      child.problem(error.what());
    }
  }
  for (const auto& field : fields) {
    if (field.required && std::find(given.begin(), given.end(), field.key) == given.end()) {
      value.problem(fmt::format("{} is missing", field.key));
    }
  }
}

template <class Object>
Json object_schema(const Fields<Object>& fields, const std::string& help) {
  Json schema = {{"type", "object"}, {"description", help}, {"additionalProperties", false}};
  for (const auto& field : fields) {
    schema["properties"][field.key] = field.schema;
    if (field.required) schema["required"].push_back(field.key);
  }
  return schema;
}

/// A text that `parse` turns into the member's value.
template <class Object, class Member, class Parse>
Field<Object> text_field(const std::string& key, Member Object::*member, Parse parse, const std::string& help,
                         Json schema = {{"type", "string"}}) {
  schema["description"] = help;
  return {key, schema, [=](const Value& value, Object& object) { object.*member = parse(value.text()); }};
}

/// One of some words.
template <class Object, class Member, class Parse>
Field<Object> choice_field(const std::string& key, Member Object::*member, Parse parse,
                           const std::vector<std::string>& words, const std::string& help) {
  return text_field(key, member, parse, help, {{"enum", words}});
}

/// The name of a file or folder; relative ones begin at the configuration's folder.
template <class Object>
Field<Object> file_field(const std::string& key, std::string Object::*member, const std::string& help) {
  return {key, {{"type", "string"}, {"minLength", 1}, {"description", help}}, [=](const Value& value, Object& object) {
            const auto name = value.text();
            if (name.empty()) throw UsageError("needs a name");
            object.*member = value.reading().resolve(name);
          }};
}

template <class Object, class Member, class Number>
Field<Object> number_field(const std::string& key, Member Object::*member, Number least, Number most,
                           const std::string& help) {
  const bool whole = std::is_integral_v<Number>;
  Json schema = {{"type", whole ? "integer" : "number"}, {"minimum", least}, {"maximum", most}, {"description", help}};
  return {key, std::move(schema), [=](const Value& value, Object& object) {
            using Wanted = std::remove_cvref_t<decltype(object.*member)>;
            if constexpr (std::is_integral_v<Number>) {
              object.*member = static_cast<Wanted>(parse_whole_number(value.number(), least, most));
            } else {
              object.*member = Wanted(parse_number(value.number(), least, most));
            }
          }};
}

template <class Object>
Field<Object> flag_field(const std::string& key, bool Object::*member, const std::string& help) {
  return {key, {{"type", "boolean"}, {"description", help}}, [=](const Value& value, Object& object) {
            object.*member = value.flag();
          }};
}

template <class Child>
Child& present(Child& child) {
  return child;
}
template <class Child>
Child& present(std::optional<Child>& child) {
  return child ? *child : child.emplace();
}

/// Keys below a key; an optional member is there when the key is.
template <class Object, class Member, class Child>
Field<Object> object_field(const std::string& key, Member Object::*member, const Fields<Child>& fields,
                           const std::string& help) {
  auto schema = object_schema(fields, help);
  schema["type"] = {"object", "null"};
  return {key, std::move(schema),
          [=](const Value& value, Object& object) { read_fields(fields, value, present(object.*member)); }};
}

/// A list of objects. Those with a member `place` learn theirs.
template <class Object, class Child>
Field<Object> list_field(const std::string& key, std::vector<Child> Object::*member, const Fields<Child>& fields,
                         int most, const std::string& help) {
  const Json schema = {{"type", "array"}, {"maxItems", most}, {"items", object_schema(fields, help)}};
  return {key, schema, [=](const Value& value, Object& object) {
            for (const auto& each : value.list(static_cast<std::size_t>(most))) {
              auto& child = (object.*member).emplace_back();
              if constexpr (requires { child.place; }) child.place = each.place();
              try {
                read_fields(fields, each, child);
              } catch (const std::runtime_error& error) {
                each.problem(error.what());
              }
            }
          }};
}

}  // namespace skyline::cli
