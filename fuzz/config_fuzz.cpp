// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <sstream>
#include <string>

#include "cli/config/config_file.hpp"
#include "cli/errors.hpp"
#include "promise.hpp"

namespace skyline::cli {
namespace {

constexpr const char* kName = "/no/such/folder/fuzz.yaml";

void require_servable(const ServeSettings& settings) {
  fuzz::require(!settings.streams.empty(), "there is a stream");
  std::set<std::string> names;
  for (const auto& stream : settings.streams) {
    fuzz::require(names.insert(stream.name).second, "names are unique");
    fuzz::require(!stream.path.empty() || !stream.kvs.stream.empty(), "each stream goes somewhere");
    fuzz::require(stream.path.empty() || settings.rtsp.has_value(), "who has a path has a server");
  }
}

void require_places(const std::string& problems) {
  std::istringstream lines(problems);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    fuzz::require(line.starts_with(kName), "each problem begins with the file");
  }
  fuzz::require(count > 0 && count <= 30, "problems are some, and not endless");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    require_servable(parse_config(fuzz::text_of(data, size), kName));
  } catch (const UsageError& error) {
    require_places(error.what());
  }
  return 0;
}

}  // namespace skyline::cli
