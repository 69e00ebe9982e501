// SPDX-License-Identifier: Apache-2.0
#include "emulator/arguments.hpp"

#include <fmt/format.h>

#include <cmath>

namespace skyline::emulator {

Arguments::Arguments(const Json& json, std::string name) : json_(&json), name_(std::move(name)) {
  if (!json.is_object()) throw invalid_argument(name_.empty() ? "the body is no JSON object" : name_ + " is no object");
}

std::optional<std::string> Arguments::text(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) throw refuse(name, "is not a string");
  return value->get<std::string>();
}

std::optional<std::int64_t> Arguments::integer(std::string_view name, std::int64_t least, std::int64_t most) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  const bool fits = value->is_number_integer() && value->get<std::int64_t>() >= least &&
                    value->get<std::int64_t>() <= most &&
                    !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX);
  if (!fits) throw refuse(name, fmt::format("is no whole number from {} to {}", least, most));
  return value->get<std::int64_t>();
}

std::optional<std::int64_t> Arguments::time_ms(std::string_view name) const {
  constexpr double kYear5000 = 1e11;
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) throw refuse(name, "is no number of seconds since 1970");
  const auto seconds = value->get<double>();
  if (!(std::abs(seconds) < kYear5000)) throw refuse(name, "is too far away");
  return std::llround(seconds * 1000);
}

std::optional<Arguments> Arguments::object(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  return Arguments(*value, std::string(name));
}

const Arguments::Json* Arguments::array(std::string_view name) const {
  const auto* value = find(name);
  if (value != nullptr && !value->is_array()) throw refuse(name, "is no list");
  return value;
}

ServiceError Arguments::refuse(std::string_view name, std::string_view why) const {
  return invalid_argument(fmt::format("{}{}{} {}", name_, name_.empty() ? "" : ".", name, why));
}

const Arguments::Json* Arguments::find(std::string_view name) const {
  const auto at = json_->find(name);
  return at == json_->end() || at->is_null() ? nullptr : &*at;
}

}  // namespace skyline::emulator
