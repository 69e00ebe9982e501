// SPDX-License-Identifier: Apache-2.0
#include "cli/config/config_rules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "cli/sources/source.hpp"

namespace skyline::cli {
namespace {

/// Tells of each value that is there a second time.
class Unique {
 public:
  Unique(Reading& reading, const char* what) : reading_(reading), what_(what) {}
  void add(const std::string& value, const Place& place) {
    if (value.empty() || seen_.insert(value).second) return;
    reading_.problem(place, fmt::format("{} {} is there twice; choose another one", what_, value));
  }

 private:
  Reading& reading_;
  const char* what_;
  std::set<std::string> seen_;
};

Place below(const Place& place, const std::string& key) { return {place.mark, fmt::format("{}.{}", place.path, key)}; }

void settle(FileStream& stream, Reading& reading) {
  auto& settings = stream.settings;
  if (!stream.kinesis && !stream.rtsp) stream.rtsp.emplace();
  if (stream.rtsp) settings.path = stream.rtsp->path.empty() ? '/' + settings.name : stream.rtsp->path;
  if (stream.kinesis) {
    settings.kvs = std::move(*stream.kinesis);
    if (settings.kvs.stream.empty()) settings.kvs.stream = settings.name;
  }
  try {
    check_source(settings.source);
  } catch (const UsageError& error) {
    reading.problem(below(stream.place, "source"), error.what());
    return;
  }
  auto& location = settings.source.location;
  if (classify_source(location) == SourceKind::kFile) location = reading.resolve(location);
}

void check_names(const std::vector<FileStream>& streams, Reading& reading) {
  Unique names(reading, "the name");
  Unique paths(reading, "the path");
  Unique kinesis(reading, "the stream of Kinesis Video Streams");
  Unique inputs(reading, "the source");
  for (const auto& stream : streams) {
    names.add(stream.settings.name, below(stream.place, "name"));
    paths.add(stream.settings.path, below(stream.place, "rtsp.path"));
    const auto& kvs = stream.settings.kvs;
    if (!kvs.stream.empty()) kinesis.add(fmt::format("{} {}", kvs.stream, kvs.region), below(stream.place, "kinesis"));
    if (stream.settings.source.location == "-") inputs.add("-", below(stream.place, "source"));
  }
}

/// Who may watch what. A user without a stream would be one for all streams: he is a mistake.
void give_paths(std::vector<RtspUser>& users, const std::vector<FileStream>& streams, Reading& reading) {
  std::map<std::string, std::vector<std::string>> paths;
  bool restricted = false;
  for (const auto& stream : streams) {
    if (!stream.rtsp) continue;
    if (!stream.rtsp->users) {
      for (const auto& user : users) paths[user.name].push_back(stream.settings.path);
      continue;
    }
    restricted = true;
    for (const auto& name : *stream.rtsp->users) {
      const auto known = std::any_of(users.begin(), users.end(), [&](const auto& user) { return user.name == name; });
      if (!known) {
        reading.problem(below(stream.place, "rtsp.users"), fmt::format("{} is nobody of rtsp.users", name));
      }
      paths[name].push_back(stream.settings.path);
    }
  }
  if (!restricted) return;
  for (auto& user : users) {
    user.paths = paths[user.name];
    if (user.paths.empty()) {
      reading.problem(
          {YAML::Mark::null_mark(), "rtsp.users"},
          fmt::format("{} may watch no stream; add the name to a stream's users, or leave it out", user.name));
    }
  }
}

RtspServerConfig server_config(const FileRtsp& rtsp) {
  RtspServerConfig config{.port = rtsp.listen.port, .address = rtsp.listen.address};
  config.users = rtsp.users;
  config.allow_anonymous = rtsp.allow_anonymous;
  config.basic_auth = rtsp.basic_auth;
  config.http_tunnel = rtsp.http_tunnel;
  config.max_connections = rtsp.max_connections;
  config.max_connections_per_address = rtsp.max_connections_per_address;
  if (rtsp.tls) {
    config.tls_certificate = rtsp.tls->certificate;
    config.tls_key = rtsp.tls->key;
  }
  if (rtsp.multicast) {
    config.multicast_group = rtsp.multicast->group;
    config.multicast_port = static_cast<std::uint16_t>(rtsp.multicast->port);
    config.multicast_ttl = static_cast<std::uint8_t>(rtsp.multicast->ttl);
  }
  return config;
}

std::optional<RtspServerConfig> settle_server(const FileConfig& config, Reading& reading) {
  const Place place{YAML::Mark::null_mark(), "rtsp"};
  const auto is_served = [](const FileStream& stream) { return stream.rtsp.has_value(); };
  if (std::none_of(config.streams.begin(), config.streams.end(), is_served)) {
    if (config.rtsp) reading.problem(place, "no stream is served by RTSP; add 'rtsp: {}' to one, or leave this out");
    return std::nullopt;
  }
  auto server = server_config(config.rtsp.value_or(FileRtsp{}));
  Unique names(reading, "the user");
  for (const auto& user : server.users) names.add(user.name, {place.mark, "rtsp.users"});
  if (server.allow_anonymous && !server.users.empty()) {
    reading.problem(place, "allow_anonymous lets anyone in; leave it or users out");
  }
  if (server.basic_auth && server.tls_certificate.empty()) {
    reading.problem(place, "basic_auth sends passwords as they are; add tls, or leave it out");
  }
  give_paths(server.users, config.streams, reading);
  return server;
}

}  // namespace

ServeSettings apply_rules(FileConfig config, Reading& reading) {
  if (config.streams.empty() && reading.problems().empty())
    reading.problem({YAML::Mark::null_mark(), "streams"}, "there is none; add one");
  for (auto& stream : config.streams) settle(stream, reading);
  check_names(config.streams, reading);
  ServeSettings settings;
  if (config.metrics) settings.metrics = config.metrics->listen;
  settings.log = config.log;
  // What is wrong already would be told of again, in other words.
  if (reading.problems().empty()) settings.rtsp = settle_server(config, reading);
  for (auto& stream : config.streams) settings.streams.push_back(std::move(stream.settings));
  return settings;
}

}  // namespace skyline::cli
