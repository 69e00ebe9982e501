// SPDX-License-Identifier: Apache-2.0
#include "cli/check.hpp"

#include <fmt/format.h>

#include "cli/config/config_file.hpp"
#include "cli/console.hpp"
#include "cli/errors.hpp"
#include "cli/sources/source.hpp"
#include "cli/sources/url.hpp"

namespace skyline::cli {
namespace {

std::string shown_source(const std::string& location) {
  return classify_source(location) == SourceKind::kRtsp ? split_url(location).shown : location;
}

std::string summary(const ServeSettings& settings) {
  std::string text;
  if (settings.rtsp) {
    const auto users = settings.rtsp->users.size();
    text += fmt::format("rtsp: {} port {}{}, {}\n", settings.rtsp->address, settings.rtsp->port,
                        settings.rtsp->tls_certificate.empty() ? "" : " by TLS",
                        settings.rtsp->allow_anonymous ? "anyone may watch"
                        : users == 0                   ? "a password is made"
                                                       : fmt::format("{} user{}", users, users == 1 ? "" : "s"));
  }
  for (const auto& stream : settings.streams) {
    text += fmt::format("{}: {}", stream.name, shown_source(stream.source.location));
    if (!stream.path.empty()) text += fmt::format(", rtsp {}", stream.path);
    if (!stream.kvs.stream.empty()) text += fmt::format(", kinesis {}", stream.kvs.stream);
    text += '\n';
  }
  return text;
}

}  // namespace

int check(const CheckOptions& options) {
  if (options.schema) {
    print(config_schema());
    return kExitOk;
  }
  try {
    print(summary(read_config(options.file)));
    return kExitOk;
  } catch (const UsageError& error) {
    complain(error.what());
    return kExitRunTime;
  }
}

}  // namespace skyline::cli
