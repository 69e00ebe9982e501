// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skyline::cli {

/// A place in a configuration file, for messages: "file:line:column: streams[0].size".
struct Place {
  YAML::Mark mark = YAML::Mark::null_mark();
  std::string path;  ///< of keys; empty: the whole file
};

/// One reading of one file: where relative names begin, and everything that is wrong.
class Reading {
 public:
  explicit Reading(const std::string& file);

  void problem(const Place& place, std::string_view text);
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

  /// A file's name as the configuration has it, made absolute from the configuration's folder.
  [[nodiscard]] std::string resolve(const std::string& name) const;

  /// ${NAME} becomes the variable of the environment, ${file:NAME} the first line of a file that is not everybody's to
  /// read; $${ is a plain ${. Throws UsageError and RunError, which show no values.
  [[nodiscard]] std::string expand(std::string_view text) const;

  /// A password stands in the file itself.
  void has_secret() { secret_ = true; }
  [[nodiscard]] bool secret() const { return secret_; }

 private:
  std::string file_;
  std::filesystem::path folder_;
  std::vector<std::string> problems_;
  bool secret_ = false;
};

/// A node of the file with its place. Everything that is read from it throws UsageError when it is of another kind.
class Value {
 public:
  Value(const YAML::Node& node, Place place, Reading& reading)
      : node_(node), place_(std::move(place)), reading_(&reading) {}

  [[nodiscard]] bool null() const { return node_.IsNull(); }
  /// With what ${...} stands for.
  [[nodiscard]] std::string text() const;
  /// As it is written.
  [[nodiscard]] std::string raw() const;
  /// true or false.
  [[nodiscard]] bool flag() const;
  /// A number as it is written; without quotes.
  [[nodiscard]] std::string number() const;
  [[nodiscard]] std::vector<Value> list(std::size_t most) const;
  /// Keys that are given twice, or are no words, are problems, and left out. Null has no entries.
  [[nodiscard]] std::vector<std::pair<std::string, Value>> entries() const;

  /// Shows the text as it is written, not what its ${...} stand for.
  void problem(std::string_view text) const;
  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] Reading& reading() const { return *reading_; }

 private:
  YAML::Node node_;
  Place place_;
  Reading* reading_;
};

}  // namespace skyline::cli
