// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/config/fields.hpp"
#include "cli/config/yaml_value.hpp"
#include "cli/settings.hpp"

namespace skyline::cli {

/// The configuration as the file has it; config_file.cpp makes settings of it.

struct FileTls {
  std::string certificate;
  std::string key;
};

struct FileMulticast {
  std::string group;
  int port = 5000;
  int ttl = 1;
};

struct FileRtsp {
  Endpoint listen;
  std::vector<RtspUser> users;
  bool allow_anonymous = false;
  bool basic_auth = false;
  std::optional<FileTls> tls;
  std::optional<FileMulticast> multicast;
  bool http_tunnel = false;
  int max_connections = 512;
  int max_connections_per_address = 32;
};

struct FileStreamRtsp {
  std::string path;                               ///< empty: the stream's name
  std::optional<std::vector<std::string>> users;  ///< nothing: all of them
};

struct FileStream {
  Place place;
  StreamSettings settings;
  std::optional<FileStreamRtsp> rtsp;
  std::optional<KvsSettings> kinesis;
};

struct FileMetrics {
  Endpoint listen;
};

struct FileConfig {
  std::optional<FileRtsp> rtsp;
  std::optional<FileMetrics> metrics;
  LogSettings log;
  std::vector<FileStream> streams;
};

[[nodiscard]] const Fields<FileConfig>& config_fields();

}  // namespace skyline::cli
