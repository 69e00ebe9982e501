// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>

#include "cli/errors.hpp"
#include "cli/values.hpp"

namespace skyline::cli {

/// An option whose text `parse` turns into the value; its complaint gets the option's name in front.
template <class Value, class Parse>
CLI::Option* add(CLI::App& app, const std::string& name, const char* type, Value& value, Parse parse,
                 const std::string& help) {
  const auto assign = [&value, parse, name](const std::string& text) {
    try {
      value = parse(text);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}", name, error.what()));
    }
  };
  return app.add_option_function<std::string>(name, assign, help)->type_name(type);
}

inline auto text() {
  return [](const std::string& value) {
    if (value.empty()) throw UsageError("needs a value");
    return value;
  };
}
inline auto number(double least, double most) {
  return [=](const std::string& value) { return parse_number(value, least, most); };
}
inline auto whole_number(int least, int most) {
  return [=](const std::string& value) { return parse_whole_number(value, least, most); };
}

}  // namespace skyline::cli
