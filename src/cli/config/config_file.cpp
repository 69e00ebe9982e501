// SPDX-License-Identifier: Apache-2.0
#include "cli/config/config_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "cli/config/config_rules.hpp"
#include "skyline/error.hpp"

namespace skyline::cli {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

[[noreturn]] void refuse(const Reading& reading) {
  throw UsageError(fmt::format("{}", fmt::join(reading.problems(), "\n")));
}

std::string read_text(const std::string& file) {
  struct stat status {};
  std::ifstream stream(file, std::ios::binary);
  if (!stream || stat(file.c_str(), &status) != 0) {
    throw UsageError(fmt::format("cannot read {}: {}; give --config a file you may read", file, std::strerror(errno)));
  }
  if (!S_ISREG(status.st_mode) || static_cast<std::size_t>(status.st_size) > kMostBytes) {
    throw UsageError(fmt::format("cannot read {}: it is not a file of at most {} bytes", file, kMostBytes));
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

YAML::Node parse_yaml(std::string_view text, Reading& reading) {
  try {
    const auto documents = YAML::LoadAll(std::string(text));
    if (documents.size() == 1) return documents[0];
    reading.problem({}, documents.empty() ? "there is nothing in it; it needs streams"
                                          : "there is more than one document in it; leave out the line ---");
  } catch (const YAML::Exception& error) {
    reading.problem({error.mark, {}}, fmt::format("this is not YAML: {}", error.msg));
  }
  refuse(reading);
}

bool everybody_may_read(const std::string& file) {
  struct stat status {};
  return stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH)) != 0;
}

}  // namespace

ServeSettings parse_config(std::string_view text, const std::string& file) {
  Reading reading(file);
  const Value root(parse_yaml(text, reading), {}, reading);
  FileConfig config;
  try {
    read_fields(config_fields(), root, config);
  } catch (const std::runtime_error& error) {
    reading.problem({}, error.what());
  }
  if (reading.secret() && everybody_may_read(file)) {
    reading.problem({}, "it has a password in it, and everybody may read it; chmod 640 it, or write file:NAME instead");
  }
  auto settings = apply_rules(std::move(config), reading);
  if (!reading.problems().empty()) refuse(reading);
  return settings;
}

ServeSettings read_config(const std::string& file) {
  auto settings = parse_config(read_text(file), file);
  try {
    if (settings.rtsp) const RtspServer checked(*settings.rtsp);
  } catch (const Error& error) {
    throw UsageError(fmt::format("{}: rtsp: {}", file, error.what()));
  }
  return settings;
}

std::string config_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "SkyLine's configuration"}};
  schema.update(object_schema(config_fields(), "What `skyline serve --config FILE` serves."));
  return schema.dump(2) + '\n';
}

}  // namespace skyline::cli
