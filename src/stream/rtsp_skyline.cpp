// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "skyline/rtsp.hpp"

namespace skyline {
namespace {

StreamConfig named_after(std::string_view path, StreamConfig config) {
  if (config.name == StreamConfig{}.name) config.name = path.substr(std::min(path.find_first_not_of('/'), path.size()));
  return config;
}

}  // namespace

RtspSkyLine::RtspSkyLine(RtspServer& server, std::string_view path, StreamConfig config)
    : SkyLine(named_after(path.empty() ? "/" : path, std::move(config))) {
  attach(server.output(path));
}

}  // namespace skyline
