// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/service_error.hpp"

namespace skyline::emulator {

/// Reads the members of a request's JSON object, or of one within it. What is absent or null is nothing; what has the
/// wrong type or lies outside its limits throws ServiceError(InvalidArgumentException) that names it.
class Arguments {
 public:
  using Json = nlohmann::json;
  /// `json` outlives this; `name` is for messages ("FragmentSelector"), empty for the request itself. Throws when
  /// `json` is no object.
  explicit Arguments(const Json& json, std::string name = {});

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most) const;
  /// Seconds since 1970, with a fraction or without; in milliseconds.
  [[nodiscard]] std::optional<std::int64_t> time_ms(std::string_view name) const;
  [[nodiscard]] std::optional<Arguments> object(std::string_view name) const;
  /// A member that is an array; null when it is absent.
  [[nodiscard]] const Json* array(std::string_view name) const;

  /// One of the words of an enumeration.
  template <class Value>
  [[nodiscard]] std::optional<Value> one_of(std::string_view name,
                                            std::initializer_list<std::pair<std::string_view, Value>> words) const {
    const auto word = text(name);
    if (!word) return std::nullopt;
    for (const auto& [known, value] : words) {
      if (*word == known) return value;
    }
    throw refuse(name, "is none of the values it may have");
  }

  /// What `value` holds, or the complaint that `name` is missing.
  template <class Value>
  [[nodiscard]] Value required(std::string_view name, std::optional<Value> value) const {
    if (!value) throw refuse(name, "is required");
    return std::move(*value);
  }

  [[nodiscard]] ServiceError refuse(std::string_view name, std::string_view why) const;

 private:
  [[nodiscard]] const Json* find(std::string_view name) const;

  const Json* json_;
  std::string name_;
};

}  // namespace skyline::emulator
